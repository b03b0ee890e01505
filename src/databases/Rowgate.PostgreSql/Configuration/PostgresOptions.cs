using System.Collections.Immutable;

namespace Rowgate.PostgreSql.Configuration;

/// <summary>How a PostgreSQL database is reached and served.</summary>
public sealed record PostgresOptions
{
    /// <summary>Npgsql's connection string. Holds a password: never logged, never in an error.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Npgsql's connection string of the database itself, for capture and for listening, where
    /// <see cref="ConnectionString"/> leads to a pooler; null when it does not. Secret too.</summary>
    public string? DirectConnectionString { get; init; }

    /// <summary>The schemas that are served; the first is the default one. Default <c>public</c>.</summary>
    public ImmutableArray<string> Schemas { get; init; } = ["public"];

    /// <summary>Schemas that are searched behind the one of the request, for functions and operators. Default <c>public</c>.</summary>
    public ImmutableArray<string> ExtraSearchPath { get; init; } = ["public"];

    /// <summary>A function to call before each request's statement, as <c>schema.name</c>; null for none.</summary>
    public string? PreRequest { get; init; }

    /// <summary>The most connections that are held for requests. Default 10; 2 or more.</summary>
    public int PoolSize { get; init; } = 10;

    /// <summary>How long a request waits for a connection. Default 10 s.</summary>
    public TimeSpan PoolWaitMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection lives, and how long it may idle. Defaults 30 min and 30 s.</summary>
    public (TimeSpan Lifetime, TimeSpan Idle) PoolTimes { get; init; } = (TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(30));

    /// <summary>False when a pooler between would confuse prepared statements. Default true.</summary>
    public bool PreparesStatements { get; init; } = true;

    /// <summary>How long a request's statement may run. Default 30 s; zero for the database's own limit.</summary>
    public TimeSpan StatementTimeMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much of large results may wait on disk until clients take it, all together. Default 4 GiB. Zero for nothing.</summary>
    public long SpoolBytesMax { get; init; } = 4L << 30;

    /// <summary>The settings of a function that hold for its whole transaction.</summary>
    public ImmutableArray<string> HoistedSettings { get; init; } =
        ["statement_timeout", "plan_filter.statement_cost_limit", "default_transaction_isolation"];

    /// <summary>Settings that SQL may read, such as <c>app.settings.jwt_secret</c>, by full name.</summary>
    public ImmutableDictionary<string, string> AppSettings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The channel on which <c>NOTIFY</c> asks to look at the schema or the configuration again; null to not listen.
    /// Default <c>pgrst</c>.</summary>
    public string? ReloadChannel { get; init; } = "pgrst";

    /// <summary>How changes are captured.</summary>
    public required PostgresCaptureOptions Capture { get; init; }
}
