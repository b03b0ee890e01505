namespace Rowgate.Server.Options;

public sealed record PoolOptions
{
    [Setting("size", "The most connections that are held for requests.", Min = "2", Max = "10000")]
    public int Size { get; init; } = 10;

    [Setting("wait", "How long a request waits for a connection. Then it gets 504.", Min = "1s", Max = "1h")]
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(10);

    [Setting("lifetime", "How long a connection lives.", Min = "1s")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(30);

    [Setting("idle", "How long a connection may idle.", Min = "1s")]
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);
}
