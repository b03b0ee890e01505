using System.Diagnostics;

namespace Rowgate.Bench;

/// <summary>Reads of one row by its key over HTTP: Rowgate beside a hand-written endpoint on the same file.</summary>
internal static class PointReadBench
{
    private const int Connections = 32;
    private const int Seconds = 4;

    public static async Task RunAsync()
    {
        using var database = new BenchDatabase();
        await using var rowgate = await RowgateProcess.StartAsync(database.Path, database.Data, "/rest/v1/customers?id=eq.1");
        var handWritten = $"http://127.0.0.1:{RowgateProcess.FreePort()}";
        using var peer = Process.Start(Environment.ProcessPath!, ["hand-written-endpoint", database.Path, handWritten]);
        try
        {
            await WaitAsync(handWritten + "/customers/1");
            await Comparison.PrintAsync(
                "one row by its key, over HTTP",
                "requests",
                () => Load.RunAsync(rowgate.Address + "rest/v1/customers?id=eq.{id}", BenchDatabase.Customers, Connections, Seconds),
                () => Load.RunAsync(handWritten + "/customers/{id}", BenchDatabase.Customers, Connections, Seconds));
        }
        finally
        {
            peer.Kill();
        }
    }

    private static async Task WaitAsync(string url)
    {
        using var client = new HttpClient();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(30);)
        {
            try
            {
                await client.GetStringAsync(new Uri(url));
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Yield();
            }
        }

        throw new TimeoutException("The hand-written endpoint did not answer.");
    }
}
