namespace Rowgate.Server.Options;

public sealed record RestOptions
{
    [Setting("max-rows", "How many rows one read, and each of its embeds, may answer with, whatever limit it asks for. 0 for no bound.", Min = "0", Max = "1000000000")]
    public int MaxRows { get; init; }

    [Setting("aggregates", "Whether reads may use `count()`, `sum()`, `avg()`, `min()` and `max()`.")]
    public bool Aggregates { get; init; } = true;

    [Setting("openapi", "Whether `/rest/v1/` answers with an OpenAPI document of all tables.", IsLive = true)]
    public bool OpenApi { get; init; } = true;
}
