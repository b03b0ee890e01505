namespace Rowgate.Bench.Postgres;

/// <summary>Reads of one row by its key over HTTP, as the connection's own role and as another with claims.</summary>
internal static class PostgresPointReadBench
{
    private const int Connections = 64;
    private const int Seconds = 4;

    private const string Query =
        """{"query":"query($id: BigInt!){customerByRowId(rowId:$id){rowId name email city credit active}}","variables":{"id":"{id}"}}""";

    public static async Task RunAsync()
    {
        await using var server = await BenchServer.StartAsync();
        await using var rowgate = await server.ServeAsync("/rest/v1/customers?id=eq.1", BenchServer.TokenSettings);
        await using var hand = await PeerProcess.HandWrittenAsync(server);
        await CompareAsync(rowgate, "by key, Npgsql pool", null, hand.Address + "/pool/{id}");
        await CompareAsync(rowgate, "by key, Npgsql multiplexing", null, hand.Address + "/multiplexed/{id}");
        await CompareAsync(rowgate, "role and claims, BEGIN to COMMIT", BenchServer.Token, hand.Address + "/role/{id}");
        await using var postgraphile = await PeerProcess.PostGraphileAsync(server);
        await CompareAsync(rowgate, "by key, PostGraphile 5", null, postgraphile.Address + "/graphql", Query);
    }

    private static Task CompareAsync(RowgateProcess rowgate, string what, string? token, string peer, string? body = null) =>
        Comparison.PrintAsync(
            what,
            "requests",
            () => Load.RunAsync(
                rowgate.Address + "rest/v1/customers?id=eq.{id}", BenchServer.Customers, Connections, Seconds, token),
            () => Load.RunAsync(peer, BenchServer.Customers, Connections, Seconds, body: body));
}
