using Rowgate.Bench;
using Rowgate.Bench.Postgres;

if (args is ["hand-written-endpoint", var database, var address])
{
    await HandWrittenEndpoint.RunAsync(database, address);
    return 0;
}

if (args is ["hand-written-postgres", var connection, var listen])
{
    await HandWrittenPostgres.RunAsync(connection, listen);
    return 0;
}

// One line for each comparison.
var benches = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["capture"] = CaptureBench.RunAsync,
    ["commit-to-client"] = CommitToClientBench.RunAsync,
    ["fanout"] = FanoutBench.RunAsync,
    ["journal"] = JournalBench.RunAsync,
    ["point-read"] = PointReadBench.RunAsync,
    ["pg-backfill"] = PostgresBackfillBench.RunAsync,
    ["pg-commit-to-client"] = PostgresCommitToClientBench.RunAsync,
    ["pg-list"] = PostgresListBench.RunAsync,
    ["pg-point-read"] = PostgresPointReadBench.RunAsync,
    ["pg-wal"] = PostgresWalBench.RunAsync,
    ["start"] = StartBench.RunAsync,
};

if (args is not [var name] || !benches.TryGetValue(name, out var bench))
{
    Console.Error.WriteLine($"Name one of: {string.Join(", ", benches.Keys)}");
    return 2;
}

try
{
    await bench();
    return 0;
}
catch (BenchException cause)
{
    Console.Error.WriteLine(cause.Message);
    return 1;
}
