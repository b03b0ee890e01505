using System.Globalization;
using Npgsql;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.PostgreSql.Faults;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>Runs a request's one statement as one transaction.</summary>
/// <remarks>In one round trip, where the transaction ends with the batch; in two, where its results decide how it ends.</remarks>
internal sealed class RequestTransactions(PostgresSessions sessions)
{
    /// <summary>The mark of who makes a transaction.</summary>
    public ActorMark Actor { get; } = new();

    /// <summary>An SQL expression of the end of the log of changes, as a whole number; null when changes are not captured.</summary>
    public string? LogEnd { get; set; }

    /// <summary>Runs a statement.</summary>
    /// <param name="terms">How.</param>
    /// <param name="session">On whose behalf.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="read">Reads its result; a refusal undoes the transaction when it is one that its results decide.</param>
    /// <param name="cancellationToken">Undoes it, until the commit begins.</param>
    /// <returns>What is known after the commit; or why there was none.</returns>
    public async ValueTask<Outcome<TransactionEnd>> RunAsync(
        TransactionTerms terms,
        RequestSession session,
        NpgsqlBatchCommand statement,
        Func<NpgsqlBatch, NpgsqlDataReader, ValueTask<Refusal?>> read,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var rented = await sessions.RentAsync(cancellationToken);
        if (!rented.Accepted)
            return rented.Refusal;
        await using var connection = rented.Value;
        try
        {
            return await RunAsync(terms, session, statement, read, connection.Connection, cancellationToken);
        }
        catch (RefusedException cause)
        {
            return cause.Refusal;
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause))
        {
            HalfPrepared.Forget(cause);
            cancellationToken.ThrowIfCancellationRequested();
            return ResponseSettings.Refuse(cause) ?? PostgresFaults.Refuse(cause, session.IsAnonymous);
        }
    }

    private async ValueTask<Outcome<TransactionEnd>> RunAsync(
        TransactionTerms terms,
        RequestSession session,
        NpgsqlBatchCommand statement,
        Func<NpgsqlBatch, NpgsqlDataReader, ValueTask<Refusal?>> read,
        NpgsqlConnection connection,
        CancellationToken cancellationToken)
    {
        var endsByName = terms.IsChecked || terms.IsRolledBack || terms.Session.Isolation is not null || sessions.HasIsolation(session);
        var wantsPlace = LogEnd is not null && !terms.Session.IsReadOnly && !terms.IsRolledBack;
        await using var batch = connection.CreateBatch();
        var leading = sessions.Lead(batch, session, terms.Session with { BeginsTransaction = endsByName });
        if (terms.Actor is { } actor && !terms.Session.IsReadOnly)
        {
            await Actor.AddAsync(batch, actor, connection, cancellationToken);
            leading = leading with { Count = leading.Count + 1 };
        }

        var wishing = new NpgsqlBatchCommand(ResponseSettings.CheckedQuery);
        batch.BatchCommands.Add(statement);
        batch.BatchCommands.Add(wishing);
        if (!endsByName && wantsPlace)
        {
            // The barrier commits: what follows it is a transaction of its own.
            wishing.AppendErrorBarrier = true;
            batch.BatchCommands.Add(new($"SELECT ({LogEnd})::text"));
        }

        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await leading.PassAsync(reader, cancellationToken);
            if (await read(batch, reader) is { } refusal)
                return refusal;
            await reader.NextResultAsync(cancellationToken);
            var (wishes, notUnderstood) = await ResponseSettings.ReadAsync(reader, cancellationToken);
            if (notUnderstood is not null)
                return notUnderstood;

            // To its very end: an error of the commit itself, such as a deferred constraint's, comes last.
            SourcePosition? place = null;
            while (await reader.NextResultAsync(cancellationToken))
                place = await ReadPlaceAsync(reader, cancellationToken);
            if (!endsByName)
                return new TransactionEnd(wishes, place);
            await reader.DisposeAsync();
            place = await EndAsync(connection, terms.IsRolledBack, wantsPlace ? LogEnd : null);
            return new TransactionEnd(wishes, place);
        }
    }

    /// <summary>Commits a transaction that began by name.</summary>
    /// <param name="connection">The connection of the transaction.</param>
    /// <param name="cancellationToken">Undoes it, until the commit begins.</param>
    /// <returns>What is known after the commit; or why there was none.</returns>
    public async ValueTask<Outcome<TransactionEnd>> CommitAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        ResponseWishes? wishes;
        await using (var command = new NpgsqlCommand(ResponseSettings.Query, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            (wishes, var refusal) = await ResponseSettings.ReadAsync(reader, cancellationToken);
            if (refusal is not null)
                return refusal;
        }

        return new TransactionEnd(wishes, await EndAsync(connection, isRolledBack: false, LogEnd));
    }

    // Not cancelled any more: nobody would know how it ended.
    private static async ValueTask<SourcePosition?> EndAsync(NpgsqlConnection connection, bool isRolledBack, string? logEnd)
    {
        await using var batch = connection.CreateBatch();

        // A transaction that is only tried still tells what its commit would have refused.
        if (isRolledBack)
            batch.BatchCommands.Add(new("SET CONSTRAINTS ALL IMMEDIATE"));
        batch.BatchCommands.Add(new(isRolledBack ? "ROLLBACK" : "COMMIT") { AppendErrorBarrier = true });
        if (logEnd is not null)
            batch.BatchCommands.Add(new($"SELECT ({logEnd})::text"));
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        var place = reader.FieldCount > 0 ? await ReadPlaceAsync(reader, CancellationToken.None) : null;
        while (await reader.NextResultAsync(CancellationToken.None))
        {
            // Nothing more to learn but errors.
        }

        return place;
    }

    private static async ValueTask<SourcePosition?> ReadPlaceAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(0)
            ? new SourcePosition(ulong.Parse(reader.GetString(0), NumberStyles.None, CultureInfo.InvariantCulture))
            : null;
}
