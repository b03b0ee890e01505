using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rowgate.Console.Tests;

/// <summary>The built program, serving a database on a port of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _output = new();
    private readonly Process _process;

    private RunningServer(ShopFile shop, int port)
    {
        Port = port;
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "rowgate.exe" : "rowgate");
        string[] arguments =
        [
            "serve", $"sqlite:{shop.Path}", "--data", shop.DataFolder,
            "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
        ];
        _process = new Process
        {
            StartInfo = new(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}/");

    /// <summary>Starts it, and waits until it is ready.</summary>
    /// <param name="shop">The database to serve.</param>
    /// <param name="port">A port to use again; by default a free one is found.</param>
    public static async Task<RunningServer> StartAsync(ShopFile shop, int? port = null)
    {
        var server = new RunningServer(shop, port ?? FreePort());
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        await server.WaitUntilReadyAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < StartMax && !_process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("health/ready", UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException($"rowgate did not become ready.\n{_output}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }
}
