// Hot path: bench/Fanout
using System.Runtime.InteropServices;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Journal.Progress;
using Rowgate.Live.Events;
using Rowgate.Live.Following;
using Rowgate.Live.Rows;

namespace Rowgate.Live.Matching;

/// <summary>Who is to hear of which change. The pump hands it every change, in order.</summary>
/// <remarks>One lock guards it together with the pump's offset: who joins at an offset gets every change from there on.</remarks>
/// <param name="rules">What makes values equal.</param>
/// <param name="source">The configured name of the database; changes of others concern nobody here.</param>
/// <param name="progress">How far the pump has come.</param>
internal sealed class QueryIndex(ValueRules rules, string source, SourceProgress progress)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TableName, TableEntry> _tables = [];
    private readonly Dictionary<string, RowQuery> _rowQueries = new(StringComparer.Ordinal);
    private readonly HashSet<TableListener> _listeners = [];
    private readonly List<TableListener> _onEverything = [];
    private readonly RowMatcher _matcher = new();
    private readonly RowChange _row = new();
    private readonly Dictionary<TableName, long> _otherImages = [];
    private int _schemaChanges;

    /// <summary>How many changes of a table's shape were handed out.</summary>
    public int SchemaChanges => Volatile.Read(ref _schemaChanges);

    /// <summary>Starts to follow row by row.</summary>
    /// <returns>The place from which on the follower gets all changes.</returns>
    public JournalOffset Join(RowQuery query, Follower follower)
    {
        lock (_lock)
        {
            // What was refused may be allowed again, and nobody knows how long those stay who were told.
            if (_rowQueries.TryGetValue(query.Name, out var shared) && shared.Refusal is not null && shared != query)
            {
                Remove(shared);
                shared = null;
            }

            if (shared is null)
            {
                _rowQueries[query.Name] = shared = query;
                EntryOf(query.Shape.Table).Add(query);
            }

            shared.Followers.Add(follower);
            if (shared.Refusal is { } refusal)
                follower.Refuse(refusal);
            return progress.Offset;
        }
    }

    /// <summary>Ends to follow row by row.</summary>
    public void Leave(RowQuery query, Follower follower)
    {
        lock (_lock)
        {
            if (!_rowQueries.TryGetValue(query.Name, out var shared)
                || !shared.Followers.Remove(follower)
                || shared.Followers.Count > 0)
            {
                return;
            }

            Remove(shared);
        }
    }

    /// <summary>Those queries followed row by row for which the database decides who may read.</summary>
    public List<RowQuery> QueriesWithRoles()
    {
        lock (_lock)
            return [.. _rowQueries.Values.Where(query => query.Session.Role is not null)];
    }

    /// <summary>Ends a query that is followed row by row.</summary>
    /// <param name="query">The query.</param>
    /// <param name="refusal">Why it cannot go on; null when it is to be bound again.</param>
    public void End(RowQuery query, Refusal? refusal)
    {
        lock (_lock)
        {
            if (refusal is null)
                query.Restart();
            else
                query.Refuse(refusal);
        }
    }

    /// <summary>True when the newest changes of a table have another shape than the catalog shows, so that its rows cannot be
    /// made from them: a column is not in the log, or the shape's change is still on its way.</summary>
    public bool HasOtherImages(TableShape shape)
    {
        lock (_lock)
            return _otherImages.TryGetValue(shape.Table, out var seen) && seen != shape.Id;
    }

    /// <summary>Makes everybody look again for whom the database decides what they may read.</summary>
    public void Recheck()
    {
        lock (_lock)
        {
            foreach (var listener in _listeners)
                listener.Recheck();
        }
    }

    /// <summary>Starts to tell of changes.</summary>
    /// <returns>The place from which on all of them are told.</returns>
    public JournalOffset Join(TableListener listener)
    {
        lock (_lock)
        {
            _listeners.Add(listener);
            if (listener.Scope.IsEverything)
                _onEverything.Add(listener);
            foreach (var table in TablesOf(listener))
                EntryOf(table).Add(listener);
            return progress.Offset;
        }
    }

    /// <summary>Ends to tell of changes.</summary>
    public void Leave(TableListener listener)
    {
        lock (_lock)
        {
            if (!_listeners.Remove(listener))
                return;
            _onEverything.Remove(listener);
            foreach (var table in TablesOf(listener))
            {
                EntryOf(table).Remove(listener);
                Forget(table);
            }
        }
    }

    /// <summary>Hands out the changes of a part, and moves the pump's offset behind it.</summary>
    public void Apply(TransactionPart part)
    {
        lock (_lock)
        {
            try
            {
                // Rows that a backfill reads are known to all who follow.
                if (part.Transaction.Source == source && !part.Transaction.IsBackfill)
                    HandOut(part);
            }
            finally
            {
                progress.Advance(part);
            }
        }
    }

    /// <summary>Makes everyone start over, because it is not known what they missed.</summary>
    /// <param name="from">The place to which the pump jumps, shown only once all were told; null when it does not.</param>
    public void Restart(JournalOffset? from = null)
    {
        lock (_lock)
        {
            TellAllToRestart();
            if (from is { } offset)
                progress.Skip(offset);
        }
    }

    /// <summary>Tells those who have waited long how far the journal was followed.</summary>
    /// <param name="idleTicks">How many calls are long.</param>
    public void Tick(int idleTicks)
    {
        lock (_lock)
        {
            var happened = EventWriter.Progress(progress.Offset);
            foreach (var query in _rowQueries.Values)
            {
                foreach (var follower in query.Followers)
                {
                    if (follower.IsIdleFor(idleTicks))
                        follower.Offer(happened);
                }
            }

            foreach (var listener in _listeners)
                listener.Tick(happened, idleTicks);
        }
    }

    private void HandOut(TransactionPart part)
    {
        _row.Begin(part.Transaction);
        for (var i = 0; i < part.Changes.Count; i++)
        {
            switch (part.Changes[i])
            {
                case TableChange change when _tables.TryGetValue(change.Shape.Table, out var entry):
                    if (!entry.Apply(change, _row, part.Offset.Plus(i), part.End, _matcher))
                        _otherImages[change.Shape.Table] = change.Shape.Id;
                    break;
                case SchemaChanged change:
                    HandOut(change);
                    break;
                case CaptureGap:
                    TellAllToRestart();
                    break;
            }
        }

        foreach (var listener in _onEverything)
            listener.Touch(part.End);
        _matcher.Report();
    }

    private void TellAllToRestart()
    {
        foreach (var entry in _tables.Values)
            entry.Restart();
        foreach (var listener in _onEverything)
            listener.Restart();
    }

    private void HandOut(SchemaChanged change)
    {
        Interlocked.Increment(ref _schemaChanges);
        _otherImages.Remove(change.Table);
        // Also those who were bound to the new shape already: what was written before capture knew it has no images.
        if (change.Before is { } before && _tables.TryGetValue(before.Table, out var old))
            old.Restart();
        if (change.After is { } after && _tables.TryGetValue(after.Table, out var entry))
            entry.Restart();
        foreach (var listener in _onEverything)
            listener.Restart();
    }

    // Who listens to everything is told once for each part, not for each change.
    private static IEnumerable<TableName> TablesOf(TableListener listener) =>
        listener.Scope.IsEverything ? [] : listener.Scope.Tables.Distinct();

    private TableEntry EntryOf(TableName table)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_tables, table, out _);
        return entry ??= new(rules);
    }

    private void Remove(RowQuery query)
    {
        _rowQueries.Remove(query.Name);
        _tables[query.Shape.Table].Remove(query);
        Forget(query.Shape.Table);
    }

    private void Forget(TableName table)
    {
        if (_tables.TryGetValue(table, out var entry) && entry.IsEmpty)
            _tables.Remove(table);
    }
}
