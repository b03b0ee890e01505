namespace Rowgate.Server.Options;

public sealed record LiveOptions
{
    [Setting("queries", "How many live queries may be followed at once. More get 429.", Min = "0", Max = "10000000")]
    public int Queries { get; init; } = 100_000;

    [Setting("buffer", "How much may wait for one follower before it is told that it lags.", Min = "4KB", Max = "1GB")]
    public ByteSize Buffer { get; init; } = new(1 << 20);

    [Setting("buffer-events", "How many events may wait for one follower before it is told that it lags.", Min = "16", Max = "1000000")]
    public int BufferEvents { get; init; } = 4096;

    [Setting("evaluations", "How many queries that are followed by evaluating them again (embeds, aggregates, limits) may run at the same time.", Min = "1", Max = "1000")]
    public int Evaluations { get; init; } = 4;

    [Setting("result", "The largest result of such a query. It is kept in memory, once for all who follow the query.", Min = "4KB", Max = "1GB")]
    public ByteSize Result { get; init; } = new(32 << 20);
}
