using System.ComponentModel.DataAnnotations;

namespace Rowgate.Http.Configuration;

/// <summary>Settings of the HTTP front. Every one may change while the server runs, except where it says so.</summary>
public sealed class HttpOptions
{
    /// <summary>The origins whose pages may call from a browser, such as <c>https://shop.example</c>; <c>*</c> for every
    /// one. Default none, which means pages served from loopback only. A page's own origin is always allowed.</summary>
    public IList<string> CorsOrigins { get; set; } = [];

    /// <summary>The host names, without port, that requests may be addressed to; <c>*</c> for every one. Default none:
    /// then a listener on loopback answers to loopback names only, and any other listener to every name.</summary>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>The longest path with its query. Bytes; default 16 KiB; 256 B to 1 MiB. Longer ones get 414.</summary>
    [Range(256, 1 << 20)]
    public int UrlBytesMax { get; set; } = 16 << 10;

    /// <summary>The longest request body. Bytes; default 10 MiB; 1 KiB to 1 GiB. Longer ones get 413. A body is held in memory.</summary>
    [Range(1 << 10, 1 << 30)]
    public int BodyBytesMax { get; set; } = 10 << 20;

    /// <summary>The largest sum of all request headers. Bytes; default 32 KiB; 4 KiB to 1 MiB. Needs a restart. More gets 431.</summary>
    [Range(4 << 10, 1 << 20)]
    public int HeaderBytesMax { get; set; } = 32 << 10;

    /// <summary>How much of an answer is collected so that its headers can be exact. Bytes; default 1 MiB; 0 to 64 MiB.
    /// Larger answers are streamed; unless the total was asked for, their <c>Content-Range</c> is a trailer (HTTP/2 only).</summary>
    [Range(0, 64 << 20)]
    public int CollectBytesMax { get; set; } = 1 << 20;

    /// <summary>The largest body of an import, which is not held in memory: an insert of CSV or NDJSON that asks for nothing
    /// else. Bytes; default 1 GiB; zero for no limit. Larger ones get 413.</summary>
    [Range(0, long.MaxValue)]
    public long ImportBytesMax { get; set; } = 1L << 30;

    /// <summary>What happens to the transaction of a request at its end. Default <see cref="TransactionEnd.CommitAllowOverride"/>.</summary>
    public TransactionEnd TransactionEnd { get; set; } = TransactionEnd.CommitAllowOverride;

    /// <summary>True when the client may choose how its transaction ends.</summary>
    internal bool AllowsTransactionOverride =>
        TransactionEnd is TransactionEnd.CommitAllowOverride or TransactionEnd.RollbackAllowOverride;

    /// <summary>Whether <c>Accept: application/vnd.pgrst.plan</c> is answered with how the statement would run. Default false,
    /// because plans tell of tables and sizes; then it gets 406.</summary>
    public bool PlanEnabled { get; set; }

    /// <summary>Whether answers carry <c>Server-Timing</c>. Default false.</summary>
    public bool ServerTimingEnabled { get; set; }

    /// <summary>The request header that answers repeat, so that a request can be followed through logs, such as
    /// <c>X-Request-Id</c>. Default null, which means none.</summary>
    public string? TraceHeader { get; set; }

    /// <summary>How much an error says. Default <see cref="ErrorVerbosity.Full"/>.</summary>
    public ErrorVerbosity ErrorVerbosity { get; set; } = ErrorVerbosity.Full;

    /// <summary>What the OpenAPI document at the root shows. Default <see cref="OpenApiMode.FollowPrivileges"/>.</summary>
    public OpenApiMode OpenApiMode { get; set; } = OpenApiMode.FollowPrivileges;

    /// <summary>Whether the OpenAPI document says that requests carry a token. Default false.</summary>
    public bool OpenApiSecurityActive { get; set; }

    /// <summary>The address that the OpenAPI document gives, such as <c>https://api.example.com/shop</c>, for a server behind
    /// a proxy. Default null, which means the address that the client wrote.</summary>
    public Uri? OpenApiServerUri { get; set; }

    /// <summary>The function of the default schema that answers the root instead of the OpenAPI document. Default null, which
    /// means none.</summary>
    public string? RootSpec { get; set; }

    /// <summary>Whether filters and orders of an embed with an alias may also name its relation; then the answer carries a
    /// <c>Warning</c>. Default true.</summary>
    public bool LegacyTargetNames { get; set; } = true;

    /// <summary>How many live queries one WebSocket may carry. Default 1,000; 1 to 100,000. One more gets the error RG3001.</summary>
    [Range(1, 100_000)]
    public int SocketSubscriptionsMax { get; set; } = 1_000;

    /// <summary>The largest message on a WebSocket, in either direction; an answer that is larger becomes an error. Bytes;
    /// default 4 MiB; 1 KiB to 64 MiB. A client that sends more is disconnected with status 1009.</summary>
    [Range(1 << 10, 64 << 20)]
    public int SocketMessageBytesMax { get; set; } = 4 << 20;
}
