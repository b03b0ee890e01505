// Hot path: bench/Journal
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Journal.Batches;
using Rowgate.SqliteEngine;

namespace Rowgate.Journal.Embedded;

/// <summary>One connection that reads stored batches. For one thread at a time.</summary>
internal sealed class BatchReader : IDisposable
{
    // A reader gets about this much at once: large enough to be fast, small enough to be held a thousand times.
    private const int ReadBytes = 1 << 20;

    private readonly SqliteConnection _connection;
    private readonly BatchDecoder _decoder;
    private readonly string _path;

    public BatchReader(SqliteConnection connection, StoredShapes shapes)
    {
        _connection = connection;
        _path = connection.Path;
        _decoder = new(id => shapes.Get(id, connection));
    }

    /// <summary>A number that changes when another connection commits.</summary>
    public long DataVersion => Guarded(() => _connection.QueryInteger("PRAGMA data_version") ?? 0);

    /// <summary>The oldest offset held and the one behind the last whole transaction.</summary>
    public (JournalOffset Start, JournalOffset End) Extent() => Guarded(() =>
    {
        // One statement, so that both are of one moment.
        using var query = _connection.Prepare(
            "SELECT (SELECT min(first) FROM batch), (SELECT whole FROM batch ORDER BY first DESC LIMIT 1)");
        query.Step();
        return (new JournalOffset(query.Integer(0)), new JournalOffset(query.Integer(1)));
    });

    /// <summary>Reads forward, up to about a mebibyte.</summary>
    /// <param name="from">The first offset wanted.</param>
    /// <param name="end">No offset at or behind this is shown.</param>
    /// <returns>Parts in order; one at least when <paramref name="from"/> is before <paramref name="end"/>.</returns>
    /// <exception cref="OffsetExpiredException">The offset is no longer held.</exception>
    public List<TransactionPart> Read(JournalOffset from, JournalOffset end) => Guarded(() =>
    {
        var parts = new List<TransactionPart>();
        using var query = _connection.Prepare("""
            SELECT first, count, data FROM batch
            WHERE first >= ifnull((SELECT max(first) FROM batch WHERE first <= ?1), ?1) AND first < ?2
            ORDER BY first
            """);
        query.Bind(1, from.Value);
        query.Bind(2, end.Value);
        for (var bytes = 0; bytes < ReadBytes && query.Step();)
        {
            var first = new JournalOffset(query.Integer(0));
            if (bytes == 0 && first > from)
                throw new OffsetExpiredException(from, first);
            bytes += Decode(query, parts);
        }

        Cut(parts, from);
        return parts;
    });

    /// <summary>The offset of the first transaction committed at or after this time; null when there is none.</summary>
    public JournalOffset? Find(DateTimeOffset time, JournalOffset end) => Guarded(() =>
    {
        // The column holds the latest commit time up to each batch, so it never falls; but what made it rise may have
        // been dropped since, so the first hit is where to begin to look.
        using var query = _connection.Prepare(
            "SELECT first, count, data FROM batch WHERE time >= ?1 AND first < ?2 ORDER BY first");
        query.Bind(1, time.ToUnixTimeMilliseconds());
        query.Bind(2, end.Value);
        var parts = new List<TransactionPart>();
        while (query.Step())
        {
            parts.Clear();
            Decode(query, parts);
            if (parts.Find(part => part.Transaction.CommitTime >= time) is { } found)
                return found.Offset;
        }

        return (JournalOffset?)null;
    });

    /// <summary>The offset behind the last transaction of the source that is not newer than this; null when there is none.</summary>
    public JournalOffset? Find(string source, SourcePosition position, JournalOffset end) => Guarded(() =>
        LastUntil(position, source, end, "position > ?2 AND first < ?3 ORDER BY position, first")
        ?? LastUntil(position, source, end, "position <= ?2 AND first < ?3 ORDER BY position DESC, first DESC"));

    /// <summary>Checks the last batch: the one that a broken disk is most likely to have spoilt.</summary>
    public void VerifyLast() => Guarded(() =>
    {
        using var query = _connection.Prepare("SELECT first, count, data FROM batch ORDER BY first DESC LIMIT 1");
        return query.Step() ? Decode(query, []) : 0;
    });

    public void Dispose() => _connection.Dispose();

    private JournalOffset? LastUntil(SourcePosition position, string source, JournalOffset end, string condition)
    {
        using var query = _connection.Prepare($"SELECT first, count, data FROM batch WHERE source = ?1 AND {condition} LIMIT 1");
        query.Bind(1, source);
        query.Bind(2, (long)Math.Min(position.Value, long.MaxValue));
        query.Bind(3, end.Value);
        if (!query.Step())
            return null;
        var parts = new List<TransactionPart>();
        Decode(query, parts);
        return parts.FindLast(part => part.IsLast && part.Transaction.Position <= position)?.End;
    }

    private int Decode(SqliteStatement row, List<TransactionPart> parts)
    {
        var first = new JournalOffset(row.Integer(0));
        var count = (int)row.Integer(1);

        // The one copy: SQLite's memory is gone with the next step, and the parts live on.
        var bytes = row.Blob(2).ToArray();
        var before = parts.Count;
        try
        {
            _decoder.Decode(bytes, first, parts);
            if (parts.Count == before || parts[^1].End != first.Plus(count))
                throw new InvalidDataException("It holds another number of changes than its row says.");
        }
        catch (InvalidDataException cause)
        {
            throw JournalFaults.Damaged(_path, first, count, cause);
        }

        return bytes.Length;
    }

    private static void Cut(List<TransactionPart> parts, JournalOffset from)
    {
        var skipped = 0;
        while (skipped < parts.Count && parts[skipped].End <= from)
            skipped++;
        parts.RemoveRange(0, skipped);
        if (parts.Count > 0)
            parts[0] = PartSlice.From(parts[0], from);
    }

    private T Guarded<T>(Func<T> step) => JournalFile.Guard(_path, _ => step());
}
