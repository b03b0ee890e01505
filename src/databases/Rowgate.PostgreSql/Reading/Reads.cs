using Npgsql;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Sessions;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Runs reads, each on the connection that suits it.</summary>
/// <param name="sessions">The connections.</param>
/// <param name="time">To learn what statements cost.</param>
internal sealed class Reads(PostgresSessions sessions, TimeProvider time)
{
    private readonly StatementCosts _costs = new();
    private readonly ReadTexts _texts = new();
    private readonly ImageWriters _images = new();

    /// <summary>The SQL expression of the end of the log of changes; null when changes are not captured, so that no mark is known.</summary>
    public string? LogEnd { get; set; }

    /// <summary>Runs a read.</summary>
    public async ValueTask<Outcome<RowStream>> RunAsync(
        ReadPlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken)
    {
        var compiled = _texts.StatementOf(plan, options);
        if (!compiled.Accepted)
            return compiled.Refusal;
        var statement = compiled.Value;
        cancellationToken.ThrowIfCancellationRequested();
        if (options.WithMark && LogEnd is not null)
            return await RunMarkedAsync(plan, statement, options.Rendering == RowRendering.Image, session, cancellationToken);
        if (options.Rendering != RowRendering.Plan
            && _costs.IsQuick(statement.Text, statement.IsKeyLookup)
            && !sessions.NeedsOwnConnection(session))
        {
            return await OpenAsync(new(sessions, session, statement, null, isPrepared: false), statement, null, cancellationToken);
        }

        var rented = await sessions.RentAsync(cancellationToken);
        return rented.Accepted
            ? await OpenAsync(new(sessions, session, statement, rented.Value, isPrepared: false), statement, null, cancellationToken)
            : rented.Refusal;
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
            var (mark, refusal) = await BeginMarkedAsync(connection, session, asImages, cancellationToken);
            if (refusal is not null)
                return refusal;
            var writer = asImages ? await _images.OfAsync(plan, connection, cancellationToken) : null;
            isHandedOn = true;
            var run = new ReadRun(sessions, session, statement, rented.Value, isPrepared: true);
            var rows = await OpenAsync(run, statement, mark, cancellationToken);
            return writer is null || !rows.Accepted ? rows : new ImageRowStream(rows.Value, writer, _images);
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return PostgresFaults.Refuse(cause, session.IsAnonymous);
        }
        finally
        {
            if (!isHandedOn)
                await rented.Value.DisposeAsync();
        }
    }

    private async ValueTask<(SnapshotMark? Mark, Refusal? Refusal)> BeginMarkedAsync(
        NpgsqlConnection connection, RequestSession session, bool asImages, CancellationToken cancellationToken)
    {
        var terms = new SessionTerms(IsReadOnly: true)
        {
            BeginsTransaction = true,
            Isolation = "repeatable read",
            Settings = asImages ? ImageWriters.Settings : default,
        };
        await using var batch = connection.CreateBatch();
        var leading = sessions.Lead(batch, session, terms);
        batch.BatchCommands.Add(new(SnapshotMarks.Query(LogEnd!)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var (_, refusal) = await leading.PassAsync(reader, cancellationToken);
        return refusal is null ? (await SnapshotMarks.ReadAsync(reader, cancellationToken), null) : (null, refusal);
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

        return new PostgresRowStream(run, statement, mark, _costs, time);
    }
}
