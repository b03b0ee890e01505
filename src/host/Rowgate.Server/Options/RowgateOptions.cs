using System.Collections.Immutable;
using Rowgate.Access;

namespace Rowgate.Server.Options;

public sealed record RowgateOptions
{
    [Setting("source", "The database behind the gate: an SQLite file, or PostgreSQL as `postgres://app@db/shop` or in the keywords of libpq or Npgsql; what is missing there comes from the `PG*` variables. `@FILE` reads the address from a file. A path in the file is relative to the file's folder.",
        Default = "a sample shop, made in the data folder", Example = "sqlite:shop.db")]
    public SourceAddress? Source { get; init; }

    [Setting("listen", "Where to accept connections: one address with its port, or a list of them. `*` stands for every address of the machine, port 0 for any free port.")]
    public ImmutableArray<ListenAddress> Listen { get; init; } = [new("127.0.0.1", 8080)];

    [Setting("data", "The folder for the journal, and for the sample when there is no source. A path in the file is relative to the file's folder.")]
    public DataFolder Data { get; init; } = new("rowgate-data");

    [Setting("anonymous", "What callers may do that do not say who they are, and have no database role of `auth.anonymous-role`. On an address that other machines can reach it must be set, so that nobody opens a database to a network by accident.",
        Default = "`write` when every address of `listen` is a loopback address and no tokens are asked for, else `none`", Example = "write")]
    public AnonymousAccess? Anonymous { get; init; }

    [Setting("hosts", "The host names, without port, that requests may be addressed to; `*` for every one. Loopback names always work on a loopback address. Others are refused there, so that a web page cannot reach the gate under a name of its own (DNS rebinding).",
        Default = "loopback names on a loopback address, every name elsewhere", Example = "[shop.example]", IsLive = true)]
    public ImmutableArray<string> Hosts { get; init; } = [];

    [Setting("socket-mode", "The permissions of a Unix socket of `listen`, in octal digits.")]
    public FileMode SocketMode { get; init; } = new(Convert.ToInt32("660", 8));

    [Setting("admin-listen", "An address of its own for the admin server: health (`/live`, `/ready`), metrics, and the admin API. Whoever can connect there may use all of it. The other addresses answer such requests from the machine itself only.",
        Default = "none", Example = "127.0.0.1:8081")]
    public ListenAddress? AdminListen { get; init; }

    [Setting("auth", "How callers say who they are.")]
    public AuthOptions Auth { get; init; } = new();

    [Setting("cors", "Web pages of other origins that may call the gate.")]
    public CorsOptions Cors { get; init; } = new();

    [Setting("limits", "What one request may ask for.")]
    public LimitOptions Limits { get; init; } = new();

    [Setting("rest", "How reads answer.")]
    public RestOptions Rest { get; init; } = new();

    [Setting("database", "How a PostgreSQL source is served.")]
    public DatabaseOptions Database { get; init; } = new();

    [Setting("pool", "Connections to a PostgreSQL source.")]
    public PoolOptions Pool { get; init; } = new();

    [Setting("capture", "How the changes of a PostgreSQL source are captured.")]
    public CaptureOptions Capture { get; init; } = new();

    [Setting("live", "Live queries.")]
    public LiveOptions Live { get; init; } = new();

    [Setting("journal", "How long changes are kept.")]
    public JournalOptions Journal { get; init; } = new();

    [Setting("log", "What the server writes to standard error.")]
    public LogOptions Log { get; init; } = new();

    /// <summary>What anonymous callers may do, after the rule for its default.</summary>
    public AnonymousAccess Access =>
        Anonymous ?? (Listen.All(address => address.IsLoopback) && !AsksForTokens ? AnonymousAccess.Write : AnonymousAccess.None);

    /// <summary>True when callers can say who they are, or have a role of the database.</summary>
    public bool AsksForTokens => Auth.Secret is not null || Auth.KeysUrl is not null || Auth.AnonymousRole is not null;
}
