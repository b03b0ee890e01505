namespace Rowgate.Server.Options;

public sealed record JournalOptions
{
    [Setting("retention", "How long changes are kept. 0 keeps them for ever.", Min = "0")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    [Setting("size", "How much disk the journal may take; the oldest changes go first. 0 for no bound.", Min = "0")]
    public ByteSize Size { get; init; } = new(10L << 30);
}
