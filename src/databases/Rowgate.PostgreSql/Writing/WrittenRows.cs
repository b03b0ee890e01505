using Npgsql;
using Rowgate.Core.Errors;
using Rowgate.PostgreSql.Reading;
using Rowgate.PostgreSql.Sessions;

namespace Rowgate.PostgreSql.Writing;

/// <summary>What the statement of a write tells: what was done, and then the rows to show.</summary>
internal sealed class WrittenRows(ReadStatement statement) : IDisposable
{
    /// <summary>How many bytes a write shows at most.</summary>
    public const int ShownBytesMax = 64 << 20;

    private const int ShownPlace = 3;
    private const string Cancelled = "57014";

    /// <summary>How many rows were written.</summary>
    public long Affected { get; private set; }

    /// <summary>How many of them are new.</summary>
    public long Inserted { get; private set; }

    /// <summary>The key of the first row as JSON literals; null when nobody asked.</summary>
    public IReadOnlyList<string>? Key { get; private set; }

    /// <summary>The rows as they are shown, or the lines of an explanation.</summary>
    public ShownRows Shown { get; } = new(statement);

    /// <summary>Reads the result at which the reader stands.</summary>
    /// <exception cref="RefusedException">There is too much to show: nothing was written.</exception>
    public async ValueTask ReadAsync(NpgsqlBatch batch, NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var isStopped = false;
        try
        {
            if (!statement.IsOneRow)
                await ReadFirstAsync(reader, cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                Shown.Add(reader, statement.IsOneRow ? 0 : ShownPlace);
                if (isStopped || Shown.Length <= ShownBytesMax)
                    continue;

                // The server cannot have committed while it still sends rows. What it sent before it was stopped is no more
                // than the connection holds; if that was all, the write is done.
                isStopped = true;
                await StatementStop.RunAsync(batch.Cancel);
            }
        }
        catch (PostgresException cause) when (isStopped && cause.SqlState == Cancelled)
        {
            throw new RefusedException(new(
                RefusalCode.QueryTooComplex,
                $"The write would have to show more than {ShownBytesMax} bytes; nothing was written",
                Hint: "Send Prefer: return=minimal, or write fewer rows at a time."));
        }
    }

    public void Dispose() => Shown.Dispose();

    private async ValueTask ReadFirstAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        Affected = reader.GetInt64(0);
        Inserted = reader.GetInt64(1);
        Key = reader.IsDBNull(2) ? null : reader.GetFieldValue<string[]>(2);
    }
}
