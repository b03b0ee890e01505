using System.Diagnostics;
using System.Globalization;
using Rowgate.Core.Positions;

namespace Rowgate.Journal.Tests.Embedded;

/// <summary>Another process that appends to a journal and tells what was acknowledged.</summary>
internal sealed class AppenderProcess : IDisposable
{
    private readonly Process _process;

    private AppenderProcess(Process process) => _process = process;

    public SourcePosition Position { get; private set; }

    public JournalOffset End { get; private set; }

    public static AppenderProcess Start(string directory, int seed)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Rowgate.Journal.Appender.dll");
        var start = new ProcessStartInfo("dotnet", [program, directory, seed.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return new(Process.Start(start)!);
    }

    /// <summary>Waits for the next acknowledgement.</summary>
    /// <returns>False when the process has ended.</returns>
    public async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken);

        if (line?.Split(' ') is not [var position, var end])
            return false;
        Position = new(ulong.Parse(position, CultureInfo.InvariantCulture));
        End = new(long.Parse(end, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Ends the process with SIGKILL, and reads what it had still told.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        while (await NextAsync(cancellationToken))
        {
        }

        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
