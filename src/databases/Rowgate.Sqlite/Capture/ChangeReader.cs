using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Capture;

/// <summary>Reads the change table as transactions, a bounded batch at a time.</summary>
/// <param name="source">The configured name of the database.</param>
/// <param name="connection">A connection of its own; holds no transaction between two batches.</param>
/// <param name="after">The last change already taken.</param>
internal sealed class ChangeReader(string source, SqliteConnection connection, long after)
{
    // Rows can be large: a batch ends at whichever limit it meets first.
    private const int BatchBytesMax = 4 << 20;

    private readonly ChangeDecoder _decoder = new(connection);
    private long _last = after;
    private TransactionInfo? _open;
    private long _index;

    /// <summary>Reads the next changes.</summary>
    /// <param name="ends">The ends of the transactions in reach; those read to their end are taken out.</param>
    /// <returns>The parts; empty when all transactions in reach have been read.</returns>
    public List<TransactionPart> Next(Queue<TransactionEnd> ends)
    {
        var parts = new List<TransactionPart>();
        var changes = new List<Change>();
        if (ends.Count == 0)
            return parts;
        using var rows = connection.Prepare(
            "SELECT id, shape, op, before, after, actor FROM _rowgate_change WHERE id > ?1 ORDER BY id LIMIT ?2");
        rows.Bind(1, _last);
        rows.Bind(2, TransactionPart.CountMax);
        long bytes = 0;
        while (bytes < BatchBytesMax && ends.TryPeek(out var end) && rows.Step())
        {
            var id = rows.Integer(0);
            if (id > end.Last)
                throw Tampered(end.Last);
            _open ??= Begin(end, rows);
            changes.Add(_decoder.Decode(rows, out var size));
            bytes += size;
            _last = id;
            if (id == end.Last)
            {
                ends.Dequeue();
                parts.Add(Part(ref changes, isLast: true));
            }
        }

        if (changes.Count > 0)
            parts.Add(Part(ref changes, isLast: false));
        if (parts.Count == 0)
            throw Tampered(ends.Peek().Last);
        return parts;
    }

    private TransactionInfo Begin(TransactionEnd end, SqliteStatement row)
    {
        _index = 0;
        var position = new SourcePosition((ulong)end.Last);
        var actor = end.IsExact && !row.IsNull(5) ? Actor.Read(row.Utf8(5)) : null;
        return new(source, position.ToString(), position, end.Seen, null, actor);
    }

    private TransactionPart Part(ref List<Change> changes, bool isLast)
    {
        var part = new TransactionPart { Transaction = _open!, Index = _index, IsLast = isLast, Changes = changes };
        _index += changes.Count;
        if (isLast)
            _open = null;
        changes = [];
        return part;
    }

    private static DatabaseException Tampered(long id) =>
        new(
            $"The change table of capture has lost change {id}.",
            "Something else than Rowgate deletes from _rowgate_change. Stop it, then run `rowgate capture remove` and serve again.",
            isTransient: false);
}
