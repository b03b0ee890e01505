namespace Rowgate.Server.Options;

public sealed record LogOptions
{
    [Setting("level", "The least level to write. `debug` tells about every request.", IsLive = true)]
    public LogDetail Level { get; init; } = LogDetail.Information;

    [Setting("format", "One line of text for people, or one JSON object for machines.")]
    public LogFormat Format { get; init; } = LogFormat.Text;
}
