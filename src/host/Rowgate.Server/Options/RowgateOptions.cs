using System.Collections.Immutable;
using Rowgate.Access;

namespace Rowgate.Server.Options;

public sealed record RowgateOptions
{
    [Setting("source", "The database behind the gate. A path in the file is relative to the file's folder.",
        Default = "a sample shop, made in the data folder", Example = "sqlite:shop.db")]
    public SourceAddress? Source { get; init; }

    [Setting("listen", "Where to accept connections: one address with its port, or a list of them. `*` stands for every address of the machine, port 0 for any free port.")]
    public ImmutableArray<ListenAddress> Listen { get; init; } = [new("127.0.0.1", 8080)];

    [Setting("data", "The folder for the journal, and for the sample when there is no source. A path in the file is relative to the file's folder.")]
    public DataFolder Data { get; init; } = new("rowgate-data");

    [Setting("anonymous", "What callers may do that do not say who they are. On an address that other machines can reach it must be set, so that nobody opens a database to a network by accident.",
        Default = "`write` when every address of `listen` is a loopback address", Example = "write")]
    public AnonymousAccess? Anonymous { get; init; }

    [Setting("hosts", "The host names, without port, that requests may be addressed to; `*` for every one. Loopback names always work on a loopback address. Others are refused there, so that a web page cannot reach the gate under a name of its own (DNS rebinding).",
        Default = "loopback names on a loopback address, every name elsewhere", Example = "[shop.example]", IsLive = true)]
    public ImmutableArray<string> Hosts { get; init; } = [];

    [Setting("cors", "Web pages of other origins that may call the gate.")]
    public CorsOptions Cors { get; init; } = new();

    [Setting("limits", "What one request may ask for.")]
    public LimitOptions Limits { get; init; } = new();

    [Setting("rest", "How reads answer.")]
    public RestOptions Rest { get; init; } = new();

    [Setting("live", "Live queries.")]
    public LiveOptions Live { get; init; } = new();

    [Setting("journal", "How long changes are kept.")]
    public JournalOptions Journal { get; init; } = new();

    [Setting("log", "What the server writes to standard error.")]
    public LogOptions Log { get; init; } = new();

    /// <summary>What anonymous callers may do, after the rule for its default.</summary>
    public AnonymousAccess Access =>
        Anonymous ?? (Listen.All(address => address.IsLoopback) ? AnonymousAccess.Write : AnonymousAccess.None);
}
