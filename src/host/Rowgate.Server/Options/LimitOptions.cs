namespace Rowgate.Server.Options;

public sealed record LimitOptions
{
    [Setting("url", "The longest URL with its query. Longer ones get 414.", Min = "256B", Max = "1MB")]
    public ByteSize Url { get; init; } = new(16 << 10);

    [Setting("body", "The longest request body. Longer ones get 413.", Min = "1KB", Max = "1GB", IsLive = true)]
    public ByteSize Body { get; init; } = new(10 << 20);

    [Setting("connections", "How many connections may be open at once. More are closed at once.", Min = "1", Max = "1000000")]
    public int Connections { get; init; } = 20_000;
}
