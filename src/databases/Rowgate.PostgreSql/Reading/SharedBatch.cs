// Hot path: bench/Postgres/PostgresPointRead
using Npgsql;
using Rowgate.Core.Errors;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Sessions;

namespace Rowgate.PostgreSql.Reading;

/// <summary>One batch on a shared connection, which is one transaction: what it is told, and reads that may be told the same.</summary>
/// <param name="sessions">The connections.</param>
/// <param name="settings">What it is told.</param>
/// <param name="reads">The reads, one at least.</param>
internal sealed class SharedBatch(PostgresSessions sessions, RequestSettings settings, List<SharedRead> reads)
{
    private int _done;

    /// <summary>Runs the reads, and completes each of them. Never fails itself.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReadAsync();
        }
        catch (Exception cause)
        {
            await FailAsync(cause);
        }
    }

    private async Task ReadAsync()
    {
        await using var batch = sessions.Shared.CreateBatch();
        if (!settings.IsEmpty)
            batch.BatchCommands.Add(settings.ToCommand());
        foreach (var read in reads)
            Add(batch, read);
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        if (!settings.IsEmpty)
            await reader.NextResultAsync(CancellationToken.None);
        while (_done < reads.Count)
        {
            var read = reads[_done];
            var refusal = await TakeAsync(read, reader);
            _done++;
            read.Complete(refusal);
            await reader.NextResultAsync(CancellationToken.None);
        }
    }

    private async ValueTask<Refusal?> TakeAsync(SharedRead read, NpgsqlDataReader reader)
    {
        try
        {
            await read.TakeAsync(reader);
        }
        catch (RefusedException cause)
        {
            return cause.Refusal;
        }

        if (read.Statement.IsWellFormed)
            sessions.Proven.Ran(read.Statement.Text, read.Session.Role);
        return null;
    }

    private void Add(NpgsqlBatch batch, SharedRead read)
    {
        var statement = read.Statement;
        if (statement.Estimate is { } estimate)
            batch.BatchCommands.Add(estimate.ToCommand());
        batch.BatchCommands.Add(
            statement.ToCommand(sessions.Proven.TextOf(statement.Text, read.Session.Role, statement.IsWellFormed)));
    }

    // An error of one ends the transaction for those behind it too: they run again, each alone, so that each gets what is its own.
    private async Task FailAsync(Exception cause)
    {
        var rest = reads[_done..];
        if (reads.Count > 1 && cause is PostgresException)
        {
            await Task.WhenAll(rest.Select(read => new SharedBatch(sessions, settings, [read.Again()]).RunAsync()));
            return;
        }

        foreach (var read in rest)
        {
            sessions.Proven.Failed(read.Statement.Text, read.Session.Role);
            if (PostgresFaults.IsKnown(cause))
                read.Complete(PostgresFaults.Refuse(cause, read.Session.IsAnonymous));
            else
                read.Fail(cause);
        }
    }
}
