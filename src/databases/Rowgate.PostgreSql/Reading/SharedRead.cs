// Hot path: bench/Postgres/PostgresPointRead
using Npgsql;
using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Reading;

/// <summary>A read that shares its connection, and maybe its transaction, with others.</summary>
/// <remarks>Others wait for it there. So its rows are kept here, unless they are too many, and nobody can stop it.</remarks>
/// <param name="statement">What to run.</param>
/// <param name="session">On whose behalf.</param>
internal sealed class SharedRead(ReadStatement statement, RequestSession session) : IDisposable
{
    private const int BytesMax = 4 << 20;

    private readonly TaskCompletionSource<Refusal?> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ShownRows _rows = new(statement);

    /// <summary>What to run.</summary>
    public ReadStatement Statement => statement;

    /// <summary>On whose behalf.</summary>
    public RequestSession Session => session;

    /// <summary>Completes with the run: with the reason when it failed, with null when the rows are here.</summary>
    public Task<Refusal?> Outcome => _outcome.Task;

    /// <summary>True when there are too many rows to be kept: the read has to be run on a connection of its own.</summary>
    public bool IsHuge { get; private set; }

    /// <summary>The number of all rows; null when not asked for.</summary>
    public long? Total { get; private set; }

    /// <summary>The rows.</summary>
    public RowBatch Rows => _rows.Batch;

    /// <summary>Takes the rows from a reader that stands at the first result of the statement.</summary>
    public async ValueTask TakeAsync(NpgsqlDataReader reader)
    {
        (Total, var hasFirst) = await RowCounts.ReadAsync(reader, statement, CancellationToken.None);
        if (hasFirst)
            _rows.Add(reader, 1);
        if (statement.HasTotal && !hasFirst)
            return;
        var place = statement.HasTotal ? 1 : 0;
        while (await reader.ReadAsync(CancellationToken.None))
        {
            IsHuge = _rows.Length > BytesMax && !statement.IsOneRow;
            if (IsHuge)
                return;
            _rows.Add(reader, place);
        }
    }

    /// <summary>Tells whoever waits how it ended.</summary>
    public void Complete(Refusal? refusal) => _outcome.SetResult(refusal);

    /// <summary>Tells whoever waits of an error that nobody foresaw.</summary>
    public void Fail(Exception cause) => _outcome.SetException(cause);

    /// <summary>Forgets the rows of a run that failed.</summary>
    /// <returns>This, to be run again.</returns>
    public SharedRead Again()
    {
        _rows.Dispose();
        _rows = new(statement);
        return this;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();
}
