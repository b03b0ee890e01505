// Hot path: bench/Journal
using System.Collections.Immutable;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Journal.Batches;
using Rowgate.SqliteEngine;

namespace Rowgate.Journal.Embedded;

/// <summary>The connection that writes. For one thread at a time; what it stages counts only after <see cref="Commit"/>.</summary>
/// <remarks>
/// An invariant that cutting and trimming rely on: at each commit a batch ends at <see cref="StoreState.End"/>. A transaction
/// of several parts therefore begins a batch of its own, and a batch is only of one source.
/// </remarks>
internal sealed class BatchStore : IDisposable
{
    // Below the 85,000 bytes from which .NET keeps an array on the large object heap, so that replay stays cheap.
    private const int BatchBytes = 64 << 10;

    // A part of large rows is cut here, so that a reader's memory stays bounded.
    private const int BatchBytesMax = 1 << 20;

    // How many batches one trim drops, so that appends need not wait long.
    private const int TrimBatches = 32;

    private readonly SqliteConnection _connection;
    private readonly StoredShapes _shapes;
    private readonly TimeProvider _time;
    private readonly BatchEncoder _encoder = new();
    private readonly Dictionary<string, TransactionInfo> _stagedLast = new(StringComparer.Ordinal);
    private readonly Dictionary<long, TableShape> _stagedShapes = [];
    private readonly List<(TransactionPart Part, int Bytes)> _stagedParts = [];
    private readonly long _pageBytes;
    private StoreState _staged;

    // Of the batch being filled.
    private string _batchSource = "";
    private SourcePosition? _batchPosition;

    public BatchStore(SqliteConnection connection, StoredShapes shapes, TimeProvider time)
    {
        _connection = connection;
        _shapes = shapes;
        _time = time;
        _pageBytes = connection.QueryInteger("PRAGMA page_size") ?? 0;
        State = _staged = Load();
        Measure();
    }

    /// <summary>What is durable.</summary>
    public StoreState State { get; private set; }

    /// <summary>The bytes of the pages in use.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>The parts staged since <see cref="Begin"/>, at their offsets, with the bytes that each takes.</summary>
    public IReadOnlyList<(TransactionPart Part, int Bytes)> StagedParts => _stagedParts;

    public void Begin()
    {
        _staged = State with { Appended = Math.Max(State.Appended, _time.GetUtcNow().ToUnixTimeMilliseconds()) };
        _stagedParts.Clear();
        _stagedLast.Clear();
        _stagedShapes.Clear();
        _encoder.Begin(_staged.Next);
        _connection.Execute("BEGIN IMMEDIATE");
    }

    /// <summary>Checks that these parts may follow those staged before.</summary>
    /// <exception cref="ArgumentException">They may not.</exception>
    public void CheckFollows(IReadOnlyList<TransactionPart> parts) => _staged.CheckFollows(parts);

    /// <summary>Writes parts behind those staged before.</summary>
    public void Stage(IReadOnlyList<TransactionPart> parts)
    {
        foreach (var part in parts)
            Stage(part);
    }

    /// <summary>Makes everything staged durable.</summary>
    public void Commit()
    {
        Flush();
        foreach (var info in _stagedLast.Values)
            WriteLast(info);
        _connection.Execute("COMMIT");

        State = _staged = _staged with { Last = _staged.Last.SetItems(_stagedLast) };
        foreach (var shape in _stagedShapes.Values)
            _shapes.Add(shape);
        Measure();
    }

    /// <summary>Forgets everything staged.</summary>
    public void Rollback()
    {
        _staged = State;
        _stagedParts.Clear();

        // A full disk makes SQLite roll back by itself.
        if (!_connection.IsAutoCommit)
            _connection.Execute("ROLLBACK");
    }

    /// <summary>Drops the batches of the transaction that never ended.</summary>
    /// <returns>How many changes went.</returns>
    public long DropUnfinished()
    {
        var dropped = State.Next.Value - State.End.Value;
        if (dropped == 0)
            return 0;
        using (var delete = _connection.Prepare("DELETE FROM batch WHERE first >= ?1"))
        {
            delete.Bind(1, State.End.Value);
            delete.Step();
        }

        State = State with { Next = State.End, Unfinished = null };
        Measure();
        return dropped;
    }

    /// <summary>Drops some of the oldest batches, never the newest whole one.</summary>
    /// <param name="before">Batches wholly below this offset may go.</param>
    /// <param name="appendedBefore">Batches appended before this may go; milliseconds since 1970.</param>
    /// <param name="bytesMax">While more bytes than this are in use, batches may go.</param>
    /// <returns>True when there may be more to drop.</returns>
    public bool Trim(JournalOffset before, long appendedBefore, long bytesMax)
    {
        var start = State.Start;
        var bytes = SizeBytes;
        var count = 0;
        using (var oldest = _connection.Prepare("SELECT first + count, appended, length(data) FROM batch ORDER BY first LIMIT ?1"))
        {
            oldest.Bind(1, TrimBatches);
            while (oldest.Step())
            {
                var end = new JournalOffset(oldest.Integer(0));
                if (end >= State.End || (end > before && oldest.Integer(1) >= appendedBefore && bytes <= bytesMax))
                    break;
                start = end;
                bytes -= oldest.Integer(2);
                count++;
            }
        }

        if (count == 0)
            return false;
        using (var delete = _connection.Prepare("DELETE FROM batch WHERE first < ?1"))
        {
            delete.Bind(1, start.Value);
            delete.Step();
        }

        State = State with { Start = start };
        Measure();
        return count == TrimBatches;
    }

    public void Dispose() => _connection.Dispose();

    private void Stage(TransactionPart part)
    {
        var info = part.Transaction;
        var isLarge = part is { Index: 0, IsLast: false };
        if (isLarge || _encoder.Length >= BatchBytes || info.Source != _batchSource)
            Flush();

        var bytes = 0;
        for (var from = 0; from < part.Changes.Count;)
        {
            if (_encoder.Length >= BatchBytesMax)
                Flush();
            _batchSource = info.Source;
            _staged = _staged with { TimeMax = Math.Max(_staged.TimeMax, info.CommitTime.ToUnixTimeMilliseconds()) };
            var before = _encoder.Length;
            from = _encoder.Add(part, from, BatchBytesMax);
            bytes += _encoder.Length - before;
        }

        var placed = PartSlice.At(part, _staged.Next);
        _stagedParts.Add((placed, bytes));
        _staged = _staged with { Next = placed.End, Unfinished = part.IsLast ? null : placed };
        if (!part.IsLast)
            return;
        _staged = _staged with { End = placed.End };
        _batchPosition = info.Position;
        _stagedLast[info.Source] = info;
    }

    // Writes the batch being filled, if it holds anything, and begins the next.
    private void Flush()
    {
        if (_encoder.Count > 0)
        {
            foreach (var shape in _encoder.Shapes)
                WriteShape(shape);
            WriteBatch();
        }

        _encoder.Begin(_encoder.First.Plus(_encoder.Count));
        _batchPosition = null;
    }

    private void WriteBatch()
    {
        using var insert = _connection.Prepare("INSERT INTO batch VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        insert.Bind(1, _encoder.First.Value);
        insert.Bind(2, _encoder.Count);
        insert.Bind(3, _staged.End.Value);
        insert.Bind(4, _batchSource);
        if (_batchPosition is { } position)
            insert.Bind(5, (long)position.Value);
        insert.Bind(6, _staged.TimeMax);
        insert.Bind(7, _staged.Appended);
        insert.BindBlob(8, _encoder.Finish());
        insert.Step();
    }

    private void WriteShape(TableShape shape)
    {
        if (_shapes.Holds(shape.Id) || !_stagedShapes.TryAdd(shape.Id, shape))
            return;
        using var insert = _connection.Prepare("INSERT OR IGNORE INTO shape VALUES(?1, ?2)");
        insert.Bind(1, shape.Id);
        insert.Bind(2, ShapeText.Write(shape));
        insert.Step();
    }

    private void WriteLast(TransactionInfo info)
    {
        using var insert = _connection.Prepare("INSERT OR REPLACE INTO source VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        insert.Bind(1, info.Source);
        insert.Bind(2, info.Id);
        insert.Bind(3, (long)info.Position.Value);
        insert.Bind(4, info.CommitTime.UtcTicks);
        insert.Bind(5, info.Origin);
        insert.Bind(6, info.Actor?.Service);
        insert.Bind(7, info.Actor?.Request);
        insert.Step();
    }

    private StoreState Load()
    {
        using var last = _connection.Prepare("""
            SELECT (SELECT min(first) FROM batch), whole, first + count, time, appended FROM batch ORDER BY first DESC LIMIT 1
            """);
        return last.Step()
            ? new(new(last.Integer(0)), new(last.Integer(1)), new(last.Integer(2)), null, last.Integer(3), last.Integer(4), LoadLast())
            : new(default, default, default, null, long.MinValue, 0, LoadLast());
    }

    private ImmutableDictionary<string, TransactionInfo> LoadLast()
    {
        var found = ImmutableDictionary.CreateBuilder<string, TransactionInfo>(StringComparer.Ordinal);
        using var query = _connection.Prepare("SELECT name, id, position, ticks, origin, service, request FROM source");
        while (query.Step())
        {
            found[query.Text(0)] = new(
                query.Text(0),
                query.Text(1),
                new((ulong)query.Integer(2)),
                new(query.Integer(3), TimeSpan.Zero),
                query.IsNull(4) ? null : query.Text(4),
                query.IsNull(5) ? null : new(query.Text(5), query.Text(6)));
        }

        return found.ToImmutable();
    }

    // What was done is durable: that its size cannot be told now must not make it a failure. The next measure tells it.
    private void Measure()
    {
        try
        {
            var pages = _connection.QueryInteger("PRAGMA page_count") - _connection.QueryInteger("PRAGMA freelist_count");
            SizeBytes = (pages ?? 0) * _pageBytes;
        }
        catch (SqliteException)
        {
            // See above.
        }
    }
}
