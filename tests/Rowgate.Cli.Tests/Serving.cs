using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Rowgate.Cli.Tests;

/// <summary>A running server.</summary>
internal sealed class Serving : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _errors;

    private Serving(Process process, string welcome, Uri address, StringBuilder errors)
    {
        _process = process;
        _errors = errors;
        Welcome = welcome;
        Http = new HttpClient { BaseAddress = address, Timeout = Deadline };
    }

    /// <summary>What it said at its start.</summary>
    public string Welcome { get; }

    /// <summary>Talks to it.</summary>
    public HttpClient Http { get; }

    public string Log
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    public static async Task<Serving> StartAsync(Process process, bool waits = true)
    {
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
                errors.Append(line.Data).Append('\n');
        };
        process.BeginErrorReadLine();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        var welcome = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            welcome.Append(line).Append('\n');
            if (!line.StartsWith("Stop with", StringComparison.Ordinal))
                continue;
            var text = welcome.ToString();
            var address = text.Split('\n').Single(l => l.Contains("/console/", StringComparison.Ordinal)).Trim().Split(' ')[^1].Replace("console/", "", StringComparison.Ordinal);
            var serving = new Serving(process, text, new Uri(address), errors);
            if (waits)
                await serving.WaitUntilReadyAsync();
            return serving;
        }

        await process.WaitForExitAsync(deadline.Token);
        throw new InvalidOperationException($"The server did not start: {errors}");
    }

    /// <summary>Waits until it says that it is ready.</summary>
    public Task WaitUntilReadyAsync() => WaitAsync(IsReadyAsync);

    /// <summary>Waits until it has said something in its log, which comes through a pipe, a moment after it is so.</summary>
    public async Task SaysAsync(string text)
    {
        try
        {
            await WaitAsync(() => Task.FromResult(Log.Contains(text, StringComparison.Ordinal)));
        }
        catch (OperationCanceledException)
        {
            Assert.Contains(text, Log, StringComparison.Ordinal);
        }
    }

    /// <summary>Waits until a condition holds.</summary>
    public static async Task WaitAsync(Func<Task<bool>> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            if (!await timer.WaitForNextTickAsync(deadline.Token))
                return;
        }
    }

    public Task<string> GetAsync(string path) => Http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public async Task<(int Status, string Body)> TryGetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute), TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Ends it as Ctrl-C and service managers do.</summary>
    public async Task<int> StopAsync(string signal = "INT")
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    /// <summary>Lets the program write no file beyond this many bytes; null takes the limit away.</summary>
    public async Task LimitFilesAsync(long? bytes)
    {
        var limit = bytes?.ToString(CultureInfo.InvariantCulture) ?? "unlimited";
        using var change = Process.Start("prlimit", ["--pid", _process.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={limit}:"]);
        await change.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, change.ExitCode);
    }

    /// <summary>Sends a signal and goes on.</summary>
    public void Signal(string signal) =>
        Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]).Dispose();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        using var response = await Http.GetAsync(new Uri("health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.IsSuccessStatusCode;
    }
}
