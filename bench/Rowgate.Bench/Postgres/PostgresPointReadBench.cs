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
        var (read, one) = (rowgate.Address + Read, (string[])[BenchServer.Token("bench")]);
        await CompareAsync("by key, Npgsql pool", read, null, hand.Address + "/pool/{id}");
        await CompareAsync("by key, Npgsql pool, 10 connections, prepared", read, null, hand.Address + "/tuned/{id}");
        await CompareAsync("by key, Npgsql multiplexing", read, null, hand.Address + "/multiplexed/{id}");
        await CompareAsync("role and claims, BEGIN to COMMIT", read, one, hand.Address + "/role/{id}");
        await CompareAsync("the same, 10 connections, prepared", read, one, hand.Address + "/tuned-role/{id}");
        var many = Enumerable.Range(0, Callers).Select(caller => BenchServer.Token($"caller {caller}")).ToArray();
        await CompareAsync("role and claims of 1,000 callers", read, many, hand.Address + "/role/{id}");
        await CompareAsync("row security by a claim", rowgate.Address + Owned("owned_by_claim"), one, hand.Address + "/owned-by-claim/{id}");
        await CompareAsync(
            "row security by a function", rowgate.Address + Owned("owned_by_function"), one, hand.Address + "/owned-by-function/{id}");
        await using var postgraphile = await PeerProcess.PostGraphileAsync(server);
        await CompareAsync("by key, PostGraphile 5", read, null, postgraphile.Address + "/graphql", Query);
    }

    private static string Owned(string table) => $"rest/v1/{table}?select=id,name,email,city,credit,active&id=eq.{{id}}";

    private static Task CompareAsync(string what, string url, string[]? tokens, string peer, string? body = null) =>
        Comparison.PrintAsync(
            what,
            "requests",
            () => Load.RunAsync(url, BenchServer.Customers, Connections, Seconds, tokens),
            () => Load.RunAsync(peer, BenchServer.Customers, Connections, Seconds, body: body));
}
