using System.Diagnostics;

namespace Rowgate.Cli.Tests;

/// <summary>Runs the program, as a user would, in a folder of its own.</summary>
internal sealed class RowgateProgram : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The folder it runs in.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("rowgate-cli-test-").FullName;

    private static string Executable
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(output.Parent!.Parent!.FullName, "Rowgate.Cli", output.Name, "rowgate");
        }
    }

    public string File(string name) => Path.Combine(Folder, name);

    public string Write(string name, string content)
    {
        System.IO.File.WriteAllText(File(name), content);
        return File(name);
    }

    /// <summary>Runs a command to its end.</summary>
    public Task<Finished> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>Runs a command to its end, with environment variables.</summary>
    public async Task<Finished> RunAsync((string Name, string Value)[] environment, string[] arguments)
    {
        using var process = Process.Start(Setup(environment, arguments))!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>Starts the server on a free port and waits until it is ready to capture.</summary>
    public Task<Serving> ServeAsync(params string[] arguments) =>
        Serving.StartAsync(Process.Start(Setup([], ["serve", .. arguments, "--listen", "127.0.0.1:0"]))!);

    /// <summary>Starts the server on a free port, and does not wait for its database.</summary>
    public Task<Serving> ServeAtOnceAsync(params string[] arguments) =>
        Serving.StartAsync(Process.Start(Setup([], ["serve", .. arguments, "--listen", "127.0.0.1:0"]))!, waits: false);

    /// <summary>Starts the server as its <c>rowgate.yaml</c> says, with environment variables, and waits until it is ready.</summary>
    public Task<Serving> ServeConfiguredAsync((string Name, string Value)[] environment) =>
        Serving.StartAsync(Process.Start(Setup(environment, ["serve"]))!);

    /// <summary>Starts the server so that <see cref="Serving.LimitFilesAsync"/> makes writes fail, instead of killing it.</summary>
    public Task<Serving> ServeWithLimitAsync(params string[] arguments)
    {
        var setup = Setup([], ["-c", "trap '' XFSZ; exec \"$@\"", "sh", Executable, "serve", .. arguments, "--listen", "127.0.0.1:0"]);
        setup.FileName = "sh";
        return Serving.StartAsync(Process.Start(setup)!);
    }

    /// <summary>The same, with the limit from its first moment on.</summary>
    public Task<Serving> ServeWithinAsync(long bytes, string source)
    {
        // The runtime makes a large file of its own in memory for what it compiles, unless it is told not to.
        var setup = Setup(
            [("DOTNET_EnableWriteXorExecute", "0")],
            ["-c", "trap '' XFSZ; exec \"$@\"", "sh", "prlimit", $"--fsize={bytes.ToString(System.Globalization.CultureInfo.InvariantCulture)}:", Executable,
                "serve", source, "--listen", "127.0.0.1:0"]);
        setup.FileName = "sh";
        return Serving.StartAsync(Process.Start(setup)!);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private ProcessStartInfo Setup((string Name, string Value)[] environment, string[] arguments)
    {
        var setup = new ProcessStartInfo(Executable, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        foreach (var (name, value) in environment)
            setup.Environment[name] = value;
        return setup;
    }
}
