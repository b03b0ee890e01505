using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;
using Rowgate.Journal.Embedded;

namespace Rowgate.Faults.Tests;

/// <summary>What a journal says happened: the rows of the table "history", transaction by transaction, and the items at the end.</summary>
internal sealed class JournalledHistory
{
    private readonly ColumnOffsets _columns = new();
    private readonly List<string> _names = [];

    /// <summary>The history rows in order, as images.</summary>
    public List<string> Rows { get; } = [];

    /// <summary>The journal's transactions that hold history rows, each as the writers' names of its transactions.</summary>
    public List<string[]> Transactions { get; } = [];

    /// <summary>The rows that the changes leave in the table "items", by key.</summary>
    public SortedDictionary<long, string> Items { get; } = [];

    /// <summary>The position of the last transaction.</summary>
    public ulong Last { get; private set; }

    public static async Task<JournalledHistory> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        var history = new JournalledHistory();
        await using var journal = EmbeddedJournal.Open(
            new() { Directory = directory, RetentionBytes = 0 }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);
        if (journal.End == journal.Start)
            return history;
        await foreach (var parts in journal.ReadAsync(journal.Start, cancellationToken))
        {
            foreach (var part in parts)
                history.Take(part);
            if (parts[^1].End == journal.End)
                break;
        }

        return history;
    }

    private void Take(TransactionPart part)
    {
        Assert.True(part.Transaction.Position.Value > Last || part.Index > 0, "Positions grow.");
        Last = part.Transaction.Position.Value;
        foreach (var change in part.Changes.OfType<TableChange>())
        {
            if (change.Shape.Table.Name == "items")
            {
                Apply(change);
            }
            else if (change is RowInserted { After: var row })
            {
                Rows.Add(row.ToString());
                _columns.Read(row);
                _names.Add(LiteralReader.Text(_columns[1]));
            }
        }

        if (!part.IsLast)
            return;
        if (_names.Count > 0)
            Transactions.Add([.. _names.Distinct(StringComparer.Ordinal)]);
        _names.Clear();
    }

    private void Apply(TableChange change)
    {
        switch (change)
        {
            case RowInserted { After: var row }:
                Assert.True(Items.TryAdd(Key(row), row.ToString()), $"{row} was inserted twice.");
                break;
            case RowUpdated { Before: var before, After: var after }:
                Remove(before);
                Assert.True(Items.TryAdd(Key(after), after.ToString()), $"{after} was there before its update.");
                break;
            case RowDeleted { Before: var row }:
                Remove(row);
                break;
        }
    }

    private void Remove(RowImage row)
    {
        Assert.True(Items.Remove(Key(row), out var known), $"{row} was not there.");
        Assert.Equal(known, row.ToString());
    }

    private long Key(RowImage row)
    {
        _columns.Read(row);
        Assert.True(LiteralReader.TryInteger(_columns[0], out var key));
        return key;
    }
}
