using System.Diagnostics;

namespace Rowgate.Bench.Postgres;

/// <summary>A peer as a process of its own.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private PeerProcess(Process process, string address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address { get; }

    /// <summary>The hand-written endpoints.</summary>
    public static Task<PeerProcess> HandWrittenAsync(BenchServer server)
    {
        var address = $"http://127.0.0.1:{RowgateProcess.FreePort()}";
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["hand-written-postgres", server.ConnectionString, address]);

        // As the runtime has it by default, and not as this program does.
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "46";
        return StartAsync(start, address, "/pool/1");
    }

    /// <summary>PostGraphile.</summary>
    /// <exception cref="BenchException">It is not installed.</exception>
    public static Task<PeerProcess> PostGraphileAsync(BenchServer server)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rowgate.slnx")))
            folder = folder.Parent;
        var peer = Path.Combine(folder!.FullName, "bench", "peers", "postgraphile");
        if (!Directory.Exists(Path.Combine(peer, "node_modules")))
            throw new BenchException($"PostGraphile is not installed. Run: npm ci --prefix {peer}");
        var port = RowgateProcess.FreePort();
        var start = new ProcessStartInfo("node", [Path.Combine(peer, "server.mjs"), server.Url, $"{port}"]);
        start.Environment["NODE_ENV"] = "production";
        start.Environment["GRAPHILE_ENV"] = "production";
        return StartAsync(start, $"http://127.0.0.1:{port}", "/graphql?query=%7B__typename%7D");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    // Any answer will do: it listens.
    private static async Task<PeerProcess> StartAsync(ProcessStartInfo start, string address, string path)
    {
        var process = Process.Start(start)!;
        using var client = new HttpClient();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited;)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(address + path));
                return new(process, address);
            }
            catch (HttpRequestException)
            {
                await Task.Yield();
            }
        }

        throw new BenchException($"{start.FileName} did not answer.");
    }
}
