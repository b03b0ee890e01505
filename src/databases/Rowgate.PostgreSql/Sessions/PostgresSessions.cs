using Npgsql;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Faults;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>The connections to the server: some that many requests share at once, and some that a request has for itself.</summary>
/// <remarks>
/// Shared connections are pipelined: the statements of a request, or of several of one caller, are one batch, which ends with a Sync,
/// and with it the transaction and all that was set for it. Statements on one connection wait for each other, so only quick ones go there.
/// Source: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
/// </remarks>
internal sealed class PostgresSessions : IAsyncDisposable
{
    private const int SharedMax = 4;
    private const int PreparedMax = 512;
    private static readonly TimeSpan NetworkGrace = TimeSpan.FromSeconds(10);

    private readonly PostgresOptions _options;
    private readonly SemaphoreSlim _free;
    private readonly PoolMetrics _metrics;

    public PostgresSessions(PostgresOptions options)
    {
        _options = options;
        Preamble = new(options, Roles);
        var shared = Math.Clamp(options.PoolSize / 2, 1, SharedMax);
        var own = Pipelines ? Math.Max(1, options.PoolSize - shared) : options.PoolSize;
        _free = new(own);
        _metrics = new(own, () => own - _free.CurrentCount);
        Shared = Build(Describe(shared, isShared: true), isShared: true);
        Own = Build(Describe(own, isShared: false), isShared: false);
    }

    /// <summary>The settings of roles.</summary>
    public RoleSettings Roles { get; } = new();

    /// <summary>The statements that may be prepared on shared connections.</summary>
    public ProvenStatements Proven { get; } = new();

    /// <summary>Says on whose behalf a transaction works.</summary>
    public Preamble Preamble { get; }

    /// <summary>Pipelined connections, only for reads that are known to be quick, and only where <see cref="Pipelines"/> says so.</summary>
    public NpgsqlDataSource Shared { get; }

    /// <summary>Connections for one request each; rent them with <see cref="RentAsync"/>, which waits no longer than allowed.</summary>
    private NpgsqlDataSource Own { get; }

    /// <summary>A connection for one request.</summary>
    /// <returns>The connection, to be disposed by the caller; or why there is none.</returns>
    public async ValueTask<Outcome<PooledConnection>> RentAsync(CancellationToken cancellationToken)
    {
        if (!await _free.WaitAsync(_options.PoolWaitMax, cancellationToken))
        {
            _metrics.TimedOut();
            return PostgresFaults.NoFreeConnection;
        }

        try
        {
            return new PooledConnection(await Own.OpenConnectionAsync(cancellationToken), _free);
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause))
        {
            _free.Release();
            return PostgresFaults.RefuseConnecting(cause);
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    /// <summary>Puts in front of a request's statement what must come before it: the begin of its transaction, what is set
    /// for it, and the function to call before each request.</summary>
    /// <param name="batch">A batch without statements.</param>
    /// <param name="session">On whose behalf.</param>
    /// <param name="terms">What else holds.</param>
    /// <returns>What results come before those of the statement.</returns>
    public LeadingResults Lead(NpgsqlBatch batch, RequestSession session, SessionTerms terms)
    {
        var commands = batch.BatchCommands;
        var results = 0;
        var isolation = terms.Isolation ?? Roles.Of(session.Role).Isolation;
        if (terms.BeginsTransaction || isolation is not null)
            commands.Add(new(isolation is null ? "BEGIN" : $"BEGIN ISOLATION LEVEL {IsolationSql(isolation)}"));
        var settings = Preamble.For(session, terms, onReader: false);
        if (!settings.IsEmpty)
        {
            commands.Add(settings.ToCommand());
            results++;
        }

        if (!CallsBefore(session))
            return new(results);
        commands.Add(new($"SELECT {Sql.SqlName.QuoteWritten(_options.PreRequest!)}()"));
        return new(results + 1);
    }

    /// <summary>True when a function is called before the statement of a request.</summary>
    public bool CallsBefore(RequestSession session) => _options.PreRequest is not null && session != RequestSession.Own;

    /// <summary>True when several requests may be on their way on one connection. A pooler that lends a connection for one
    /// transaction may give it to somebody else in the middle of the next request.</summary>
    /// <remarks>Source: https://github.com/npgsql/npgsql/issues/2221, the same with a reset in front of a request.</remarks>
    public bool Pipelines => _options.PreparesStatements;

    /// <summary>True when transactions of this role have an isolation level of their own, so that they begin by name.</summary>
    public bool HasIsolation(RequestSession session) => Roles.Of(session.Role).Isolation is not null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        await Shared.DisposeAsync();
        await Own.DisposeAsync();
        _free.Dispose();
    }

    private NpgsqlDataSource Build(NpgsqlConnectionStringBuilder description, bool isShared)
    {
        var builder = new NpgsqlDataSourceBuilder(description.ConnectionString);
        if (isShared)
        {
            builder.UsePhysicalConnectionInitializer(
                connection =>
                {
                    using var command = Preamble.ForReader();
                    command.Connection = connection;
                    command.ExecuteNonQuery();
                },
                async connection =>
                {
                    await using var command = Preamble.ForReader();
                    command.Connection = connection;
                    await command.ExecuteNonQueryAsync(CancellationToken.None);
                });
        }

        return builder.Build();
    }

    private NpgsqlConnectionStringBuilder Describe(int connectionsMax, bool isShared)
    {
        var description = new NpgsqlConnectionStringBuilder(_options.ConnectionString)
        {
            Multiplexing = isShared,

            // What many requests have to say goes out together; nobody waits for it to be that much.
            WriteCoalescingBufferThresholdBytes = 8000,
            Pooling = true,
            MinPoolSize = 0,
            MaxPoolSize = connectionsMax,
            ConnectionLifetime = (int)_options.PoolTimes.Lifetime.TotalSeconds,
            ConnectionIdleLifetime = Math.Max(1, (int)_options.PoolTimes.Idle.TotalSeconds),
            ConnectionPruningInterval = Math.Clamp((int)_options.PoolTimes.Idle.TotalSeconds, 1, 10),
            CommandTimeout = _options.StatementTimeMax == TimeSpan.Zero
                ? 0
                : (int)(_options.StatementTimeMax + NetworkGrace).TotalSeconds,
            MaxAutoPrepare = _options.PreparesStatements ? PreparedMax : 0,
            AutoPrepareMinUsages = 2,

            // Details are for the caller, as the server means them.
            IncludeErrorDetail = true,

            // What requests set is local to their transactions. What their SQL may have set for the session is reset, where a
            // connection is a request's own and no pooler is in between, with the first statement of the next.
            NoResetOnClose = isShared || !_options.PreparesStatements,

            // Large results come on connections of a request's own.
            ReadBufferSize = isShared ? 8 << 10 : 64 << 10,
            ApplicationName = "rowgate",

            // Tells whose error it was: that of a statement of ours means something else.
            IncludeFailedBatchedCommand = true,
        };
        if (description.KeepAlive == 0 && !isShared)
            description.KeepAlive = 30;
        description.TcpKeepAlive = true;
        return description;
    }

    private static string IsolationSql(string isolation) => isolation.Trim().ToLowerInvariant() switch
    {
        "serializable" => "SERIALIZABLE",
        "repeatable read" => "REPEATABLE READ",
        _ => "READ COMMITTED",
    };
}
