using System.Diagnostics;

namespace Rowgate.Faults.Tests;

/// <summary>A child process of the test that can be killed at any moment.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];

    public ChildProcess(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Rowgate.Faults.Capturer.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The last line it wrote.</summary>
    public string Last
    {
        get
        {
            lock (_lines)
                return _lines.Count == 0 ? "" : _lines[^1];
        }
    }

    /// <summary>All that it wrote, for a failed test.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines.TakeLast(20));
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>SIGKILL: nothing in the process gets a chance to tidy up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Closes its standard input, as the end of this process would, and waits for it to end by itself.</summary>
    public async Task AbandonAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (_lines)
            _lines.Add(line.Data);
    }
}
