using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Journal;

namespace Rowgate.Live.Tests.PostgreSql;

/// <summary>Rebuilds a table from its changes in the journal, taken as upserts by key.</summary>
internal static class JournalReplica
{
    /// <summary>The rows as objects, in the order of their text.</summary>
    public static async Task<List<string>> ReadAsync(IJournal journal, TableName table, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        var end = journal.End;
        await foreach (var batch in journal.ReadAsync(JournalOffset.Start, cancellationToken))
        {
            foreach (var change in batch.SelectMany(part => part.Changes).OfType<TableChange>().Where(change => change.Shape.Table == table))
                Apply(rows, change);
            if (batch[^1].End >= end)
                break;
        }

        return [.. rows.Values.Order(StringComparer.Ordinal)];
    }

    private static void Apply(Dictionary<string, string> rows, TableChange change)
    {
        var (before, after) = change switch
        {
            RowInserted inserted => (default, inserted.After),
            RowUpdated updated => (updated.Before, updated.After),
            RowDeleted deleted => (deleted.Before, default),
            RowRead read => (default, read.After),
            _ => default,
        };
        if (change is TableTruncated)
            rows.Clear();
        if (!before.IsNone)
            rows.Remove(KeyOf(change.Shape, before));
        if (!after.IsNone)
            rows[KeyOf(change.Shape, after)] = ObjectOf(change.Shape, after);
    }

    private static string KeyOf(TableShape shape, RowImage row)
    {
        var values = new ColumnOffsets();
        values.Read(row);
        return string.Join(',', shape.Key.Select(ordinal => Encoding.UTF8.GetString(values[ordinal])));
    }

    private static string ObjectOf(TableShape shape, RowImage row)
    {
        var values = new ColumnOffsets();
        values.Read(row);
        return $"{{{string.Join(',', shape.Columns.Select((column, i) => $"\"{column.Name}\":{Encoding.UTF8.GetString(values[i])}"))}}}";
    }
}
