using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Rowgate.Bench;

/// <summary>The published <c>rowgate serve</c> as a process of its own, on a free port.</summary>
internal sealed class RowgateProcess : IAsyncDisposable
{
    private readonly Process _process;

    private RowgateProcess(Process process, Uri address, TimeSpan untilAnswer)
    {
        _process = process;
        Address = address;
        UntilAnswer = untilAnswer;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>From the start of the process to its first answered request.</summary>
    public TimeSpan UntilAnswer { get; }

    /// <summary>The memory it holds now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The processor time it has used until now.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it on a database and waits until it answers a read.</summary>
    /// <param name="database">The SQLite file.</param>
    /// <param name="data">The folder for its journal.</param>
    /// <param name="read">A path that must answer.</param>
    public static Task<RowgateProcess> StartAsync(string database, string data, string read) =>
        StartWithAsync(read, database, "--data", data);

    /// <summary>Starts it with flags of one's own.</summary>
    /// <param name="read">A path that must answer.</param>
    /// <param name="flags">What follows <c>serve</c>, without the address.</param>
    public static async Task<RowgateProcess> StartWithAsync(string read, params string[] flags)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var clock = Stopwatch.StartNew();
        string[] arguments = ["serve", .. flags, "--listen", address.Authority];
        var process = Process.Start(
            new ProcessStartInfo(Executable(), arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;

        // Read, so that nobody waits for room in the pipes.
        var last = "";
        process.ErrorDataReceived += (_, line) => last = line.Data ?? last;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = address };
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(read, UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                    return new(process, address, clock.Elapsed);
            }
            catch (HttpRequestException) when (!process.HasExited && clock.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Yield();
            }
            catch (HttpRequestException)
            {
                throw new BenchException($"Rowgate did not start: {last}");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>A port of 127.0.0.1 that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // What users run: published by ./rowgate, precompiled.
    private static string Executable()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rowgate.slnx")))
            folder = folder.Parent;
        var program = Path.Combine(folder!.FullName, "artifacts", "rowgate", "rowgate");
        return File.Exists(program) ? program : throw new BenchException($"There is no {program}. Build it: ./rowgate version");
    }
}
