using System.Diagnostics;

namespace Rowgate.PostgreSql.Servers;

internal static class Shell
{
    /// <summary>The words in front of a program that make it run as a user whom PostgreSQL accepts.</summary>
    public static string[] AsServerUser { get; } =
        Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : [];

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task RunAsync(params string[] words)
    {
        using var process = Start(words);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', words)} failed:\n{await output}\n{await errors}");
    }

    /// <summary>Starts a program with its streams redirected.</summary>
    public static Process Start(params string[] words)
    {
        var start = new ProcessStartInfo(words[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        foreach (var word in words[1..])
            start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }
}
