using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;

namespace Rowgate.Capture.Tests.Backfill;

/// <summary>A table that is kept by taking the changes of a journal as upserts by key.</summary>
internal sealed class TableReplica(TableName table)
{
    private readonly ColumnOffsets _offsets = new();
    private readonly Dictionary<string, string> _rows = new(StringComparer.Ordinal);

    /// <summary>The rows, each as its image.</summary>
    public IEnumerable<string> Rows => _rows.Values.Order(StringComparer.Ordinal);

    /// <summary>How many rows were read instead of changed.</summary>
    public int Read { get; private set; }

    public void Apply(Change change)
    {
        if (change is not TableChange { Shape: var shape } || shape.Table != table)
            return;
        switch (change)
        {
            case RowInserted inserted:
                Put(inserted.After, shape);
                break;
            case RowUpdated updated:
                _rows.Remove(KeyOf(updated.Before, shape));
                Put(updated.After, shape);
                break;
            case RowDeleted deleted:
                _rows.Remove(KeyOf(deleted.Before, shape));
                break;
            case RowRead read:
                Read++;
                Put(read.After, shape);
                break;
            default:
                _rows.Clear();
                break;
        }
    }

    private void Put(RowImage row, TableShape shape) => _rows[KeyOf(row, shape)] = row.ToString();

    private string KeyOf(RowImage row, TableShape shape)
    {
        _offsets.Read(row);
        return string.Join(',', shape.Key.Select(ordinal => LiteralReader.Text(_offsets[ordinal])));
    }
}
