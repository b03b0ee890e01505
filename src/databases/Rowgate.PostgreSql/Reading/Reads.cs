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
        if (options.WithMark && LogEnd is { } logEnd)
            return await RunMarkedAsync(statement, session, logEnd, cancellationToken);
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
        ReadStatement statement, RequestSession session, string logEnd, CancellationToken cancellationToken)
    {
        var rented = await sessions.RentAsync(cancellationToken);
        if (!rented.Accepted)
            return rented.Refusal;
        SnapshotMark? mark;
        try
        {
            await using var batch = rented.Value.Connection.CreateBatch();
            var leading = sessions.Lead(
                batch, session, new SessionTerms(IsReadOnly: true) { BeginsTransaction = true, Isolation = "repeatable read" });
            batch.BatchCommands.Add(new(SnapshotMarks.Query(logEnd)));
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            var (_, refusal) = await leading.PassAsync(reader, cancellationToken);
            if (refusal is not null)
            {
                await reader.DisposeAsync();
                await rented.Value.DisposeAsync();
                return refusal;
            }

            mark = await SnapshotMarks.ReadAsync(reader, cancellationToken);
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause))
        {
            await rented.Value.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return PostgresFaults.Refuse(cause, session.IsAnonymous);
        }
        catch
        {
            await rented.Value.DisposeAsync();
            throw;
        }

        return await OpenAsync(new(sessions, session, statement, rented.Value, isPrepared: true), statement, mark, cancellationToken);
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
