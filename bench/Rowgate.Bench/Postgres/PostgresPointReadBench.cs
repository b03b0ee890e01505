namespace Rowgate.Bench.Postgres;

/// <summary>Reads of one row by its key over HTTP, as the connection's own role and as another with claims.</summary>
internal static class PostgresPointReadBench
{
    private const int Connections = 64;
    private const int Seconds = 3;

    // The compiler goes on improving what is hot for this long.
    private const int WarmUpSeconds = 12;

    private const int Callers = 1000;

    private const string Read = "rest/v1/customers?id=eq.{id}";

    private const string Query =
        """{"query":"query($id: BigInt!){customerByRowId(rowId:$id){rowId name email city credit active}}","variables":{"id":"{id}"}}""";

    public static async Task RunAsync()
    {
        await using var server = await BenchServer.StartAsync();
        await using var rowgate = await server.ServeAsync("/rest/v1/customers?id=eq.1", BenchServer.TokenSettings);
        await using var hand = await PeerProcess.HandWrittenAsync(server);
        await Load.RunAsync(rowgate.Address + Read, BenchServer.Customers, Connections, WarmUpSeconds);
        foreach (var path in (string[])["/pool/{id}", "/tuned/{id}", "/multiplexed/{id}", "/role/{id}", "/tuned-role/{id}"])
            await Load.RunAsync(hand.Address + path, BenchServer.Customers, Connections, WarmUpSeconds / 2);
        await CompareAsync(rowgate, "by key, Npgsql pool", null, hand.Address + "/pool/{id}");
        await CompareAsync(rowgate, "by key, Npgsql pool, 10 connections, prepared", null, hand.Address + "/tuned/{id}");
        await CompareAsync(rowgate, "by key, Npgsql multiplexing", null, hand.Address + "/multiplexed/{id}");
        await CompareAsync(rowgate, "role and claims, BEGIN to COMMIT", [BenchServer.Token("bench")], hand.Address + "/role/{id}");
        await CompareAsync(rowgate, "the same, 10 connections, prepared", [BenchServer.Token("bench")], hand.Address + "/tuned-role/{id}");
        var many = Enumerable.Range(0, Callers).Select(caller => BenchServer.Token($"caller {caller}")).ToArray();
        await CompareAsync(rowgate, "role and claims of 1,000 callers", many, hand.Address + "/role/{id}");
        await using var postgraphile = await PeerProcess.PostGraphileAsync(server);
        await CompareAsync(rowgate, "by key, PostGraphile 5", null, postgraphile.Address + "/graphql", Query);
    }

    private static Task CompareAsync(RowgateProcess rowgate, string what, string[]? tokens, string peer, string? body = null) =>
        Comparison.PrintAsync(
            what,
            "requests",
            () => Load.RunAsync(
                rowgate.Address + Read, BenchServer.Customers, Connections, Seconds, tokens),
            () => Load.RunAsync(peer, BenchServer.Customers, Connections, Seconds, body: body));
}
