using Npgsql;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Sessions;
using Rowgate.PostgreSql.Spooling;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Runs reads, each on the connection that suits it.</summary>
/// <param name="sessions">The connections.</param>
/// <param name="space">Where the rows of large results wait.</param>
/// <param name="time">To learn what statements cost.</param>
internal sealed class Reads(PostgresSessions sessions, SpoolSpace space, TimeProvider time) : IDisposable
{
    // A dead connection fails with the first answer that is read from it.
    private static readonly TimeSpan DeadTimeMax = TimeSpan.FromSeconds(1);

    private readonly SharedReads _shared = new(sessions, time);
    private readonly StatementCosts _costs = new();
    private readonly ReadTexts _texts = new();
    private readonly CopyWriters _copyWriters = new();

    /// <summary>The SQL expression of the end of the log of changes; null when changes are not captured, so that no mark is known.</summary>
    public string? LogEnd { get; set; }

    /// <summary>Runs a read.</summary>
    public async ValueTask<Outcome<RowStream>> RunAsync(
        ReadPlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken)
    {
        var compiled = _texts.StatementOf(plan, options);
        if (!compiled.Accepted)
            return compiled.Refusal;
        var statement = sessions.CallsBefore(session) ? compiled.Value with { RunsCode = true } : compiled.Value;
        cancellationToken.ThrowIfCancellationRequested();
        if (options.WithMark && LogEnd is not null)
            return await RunMarkedAsync(plan, statement, options.Rendering == RowRendering.Image, session, cancellationToken);
        if (options.Rendering != RowRendering.Plan
            && !statement.RunsCode
            && sessions.Pipelines
            && _costs.IsQuick(statement.Text, statement.IsKeyLookup)
            && !sessions.HasIsolation(session)
            && await TrySharedAsync(statement, session, cancellationToken) is { } rows)
        {
            return rows;
        }

        return await RunOwnAsync(statement, session, cancellationToken);
    }

    /// <summary>Ends the clock of shared reads.</summary>
    public void Dispose() => _shared.Dispose();

    // The database may have been away while a connection idled in the pool. What its first use says then is old news: it says so
    // at once, and another connection may do. A read that somebody ended on purpose took longer, and is not begun again.
    private async ValueTask<Outcome<RowStream>> RunOwnAsync(
        ReadStatement statement, RequestSession session, CancellationToken cancellationToken)
    {
        for (var isLast = false; ; isLast = true)
        {
            var rented = await sessions.RentAsync(cancellationToken);
            if (!rented.Accepted)
                return rented.Refusal;
            var begin = time.GetTimestamp();
            var opened = await OpenAsync(new(sessions, session, statement, rented.Value, isPrepared: false), statement, null, cancellationToken);
            var refusal = opened.Accepted ? await BeginAsync((PostgresRowStream)opened.Value, cancellationToken) : opened.Refusal;
            if (isLast || !IsLost(refusal) || time.GetElapsedTime(begin) > DeadTimeMax)
                return opened;
            if (opened.Accepted)
                await opened.Value.DisposeAsync();
        }
    }

    private static bool IsLost(Refusal? refusal) => refusal?.Code.HttpStatus == RefusalCode.ConnectionLost.HttpStatus;

    private static async ValueTask<Refusal?> BeginAsync(PostgresRowStream rows, CancellationToken cancellationToken)
    {
        try
        {
            return await rows.BeginAsync(cancellationToken);
        }
        catch
        {
            await rows.DisposeAsync();
            throw;
        }
    }

    // Others may have broken the connection. Reading again costs little, and spares all who were on it an error. And what was quick with
    // other values may be huge with these.
    private async ValueTask<Outcome<RowStream>?> TrySharedAsync(
        ReadStatement statement, RequestSession session, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        var read = new SharedRead(statement, session);
        var refusal = await _shared.RunAsync(read);
        if (refusal is null)
            _costs.Note(statement.Text, time.GetElapsedTime(begin), read.IsHuge ? int.MaxValue : read.Rows.Json.Length, wasShared: true);
        if (refusal is null && !read.IsHuge)
            return new SharedRows(read);
        read.Dispose();
        cancellationToken.ThrowIfCancellationRequested();
        return refusal is null || IsLost(refusal) ? (Outcome<RowStream>?)null : refusal;
    }

    // The mark is known before any row is read: whoever asks may look at it and throw the rows away.
    private async ValueTask<Outcome<RowStream>> RunMarkedAsync(
        ReadPlan plan, ReadStatement statement, bool asImages, RequestSession session, CancellationToken cancellationToken)
    {
        var rented = await sessions.RentAsync(cancellationToken);
        if (!rented.Accepted)
            return rented.Refusal;
        var connection = rented.Value.Connection;
        var isHandedOn = false;
        try
        {
            var mark = await BeginMarkedAsync(connection, session, asImages, cancellationToken);
            if (asImages)
            {
                var writer = await _copyWriters.OfAsync(plan, connection, cancellationToken);
                var copy = await connection.BeginTextExportAsync(statement.Text, cancellationToken);
                isHandedOn = true;
                return new CopiedRows(copy, rented.Value, writer, _copyWriters) { Mark = mark };
            }

            isHandedOn = true;
            var run = new ReadRun(sessions, session, statement, rented.Value, isPrepared: true);
            return await OpenAsync(run, statement, mark, cancellationToken);
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause))
        {
            HalfPrepared.Forget(cause);
            cancellationToken.ThrowIfCancellationRequested();
            return PostgresFaults.Refuse(cause, session.IsAnonymous);
        }
        finally
        {
            if (!isHandedOn)
                await rented.Value.DisposeAsync();
        }
    }

    private async ValueTask<SnapshotMark?> BeginMarkedAsync(
        NpgsqlConnection connection, RequestSession session, bool asImages, CancellationToken cancellationToken)
    {
        var terms = new SessionTerms(IsReadOnly: true)
        {
            BeginsTransaction = true,
            Isolation = "repeatable read",
            Settings = asImages ? CopyWriters.Settings : default,
        };
        await using var batch = connection.CreateBatch();
        var leading = sessions.Lead(batch, session, terms);
        batch.BatchCommands.Add(new(SnapshotMarks.Query(LogEnd!)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await leading.PassAsync(reader, cancellationToken);
        return await SnapshotMarks.ReadAsync(reader, cancellationToken);
    }

    private async ValueTask<Outcome<RowStream>> OpenAsync(
        ReadRun run, ReadStatement statement, SnapshotMark? mark, CancellationToken cancellationToken)
    {
        try
        {
            // Only the total has to be known now.
            if ((statement.HasTotal || statement.Estimate is not null)
                && await run.StartAsync(cancellationToken) is { } refusal)
            {
                await run.DisposeAsync();
                return refusal;
            }
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }

        return new PostgresRowStream(run, statement, mark, _costs, space, time);
    }
}
