using Rowgate.Http.Configuration;

namespace Rowgate.Server.Options;

public sealed record RestOptions
{
    [Setting("max-rows", "How many rows one read, and each of its embeds, may answer with, whatever limit it asks for. 0 for no bound.", Min = "0", Max = "1000000000", IsLive = true)]
    public int MaxRows { get; init; }

    [Setting("aggregates", "Whether reads may use `count()`, `sum()`, `avg()`, `min()` and `max()`.", IsLive = true)]
    public bool Aggregates { get; init; } = true;

    [Setting("plan", "Whether `Accept: application/vnd.pgrst.plan` is answered with how the statement would run.", IsLive = true)]
    public bool Plan { get; init; }

    [Setting("tx-end", "What happens to the transaction of a request at its end, and whether `Prefer: tx=` may override it.", IsLive = true)]
    public TransactionEnd TransactionEnd { get; init; } = TransactionEnd.CommitAllowOverride;

    [Setting("openapi", "What the OpenAPI document at `/rest/v1/` shows: what the role may use, everything, or nothing at all (404).", IsLive = true)]
    public OpenApiMode OpenApi { get; init; } = OpenApiMode.FollowPrivileges;

    [Setting("openapi-security", "Whether the OpenAPI document says that requests carry a token.", IsLive = true)]
    public bool OpenApiSecurity { get; init; }

    [Setting("openapi-server", "The address that the OpenAPI document gives, for a server behind a proxy.", Default = "the address that the client wrote", Example = "https://api.example/shop", IsLive = true)]
    public Uri? OpenApiServer { get; init; }

    [Setting("root-function", "The function that answers `/rest/v1/` instead of the OpenAPI document. PostgreSQL only.", Default = "none", Example = "root", IsLive = true)]
    public string? RootFunction { get; init; }

    [Setting("legacy-target-names", "Whether filters and orders of an embed with an alias may also name its relation.", IsLive = true)]
    public bool LegacyTargetNames { get; init; } = true;

    [Setting("error-verbosity", "How much an error says: code, message, details and hint, or code and message only.", IsLive = true)]
    public ErrorVerbosity ErrorVerbosity { get; init; } = ErrorVerbosity.Full;

    [Setting("server-timing", "Whether answers carry `Server-Timing`.", IsLive = true)]
    public bool ServerTiming { get; init; }

    [Setting("trace-header", "The request header that answers repeat, so that a request can be followed through logs.", Default = "none", Example = "X-Request-Id", IsLive = true)]
    public string? TraceHeader { get; init; }

    [Setting("import-size", "The largest body of an import: an insert of CSV or NDJSON, which is streamed. 0 for no bound.", Min = "0", IsLive = true)]
    public ByteSize ImportSize { get; init; } = new(1L << 30);
}
