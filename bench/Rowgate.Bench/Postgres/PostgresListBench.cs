namespace Rowgate.Bench.Postgres;

/// <summary>Lists of 1,000 rows, and an ordered list with embeds three levels deep.</summary>
internal static class PostgresListBench
{
    private const int Connections = 16;
    private const int Seconds = 4;

    public static async Task RunAsync()
    {
        await using var server = await BenchServer.StartAsync();
        await using var rowgate = await server.ServeAsync("/rest/v1/customers?id=eq.1");
        await using var hand = await PeerProcess.HandWrittenAsync(server);
        await Comparison.PrintAsync(
            "1,000 rows, json_agg by hand",
            "requests",
            () => Load.RunAsync(
                rowgate.Address + "rest/v1/customers?id=gte.{id}&order=id&limit=1000", 99_000, Connections, Seconds),
            () => Load.RunAsync(hand.Address + "/list/{id}", 99_000, Connections, Seconds));
        var rate = await Load.RunAsync(
            rowgate.Address + "rest/v1/customers?id=gte.{id}&order=name&limit=20&select=name,orders(id,status,items(sku,quantity))",
            99_000, Connections, Seconds);
        Console.WriteLine($"order and embeds of three levels, 20 rows: {rate:N0} requests/s");
    }
}
