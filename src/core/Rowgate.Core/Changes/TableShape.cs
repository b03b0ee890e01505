using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Rowgate.Core.Catalog;

namespace Rowgate.Core.Changes;

/// <summary>What a table looked like when a change was made: the meaning of the places in its row images.</summary>
/// <remarks>Immutable, and equal shapes have equal <see cref="Id"/>s, so that a journal stores each shape once.</remarks>
public sealed class TableShape
{
    /// <summary>The shape of a table with these columns.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns in image order.</param>
    /// <param name="key">The indexes of the primary key's columns, in key order; empty without a key.</param>
    public TableShape(TableName table, ImmutableArray<ShapeColumn> columns, ImmutableArray<int> key)
    {
        Table = table;
        Columns = columns;
        Key = key;
        Id = Fingerprint();
    }

    /// <summary>A number made from the content: the first eight bytes of its SHA-256.</summary>
    public long Id { get; }

    /// <summary>The table.</summary>
    public TableName Table { get; }

    /// <summary>The columns, in the order of the row images.</summary>
    public ImmutableArray<ShapeColumn> Columns { get; }

    /// <summary>The indexes of the primary key's columns, in key order; empty without a key.</summary>
    public ImmutableArray<int> Key { get; }

    /// <summary>The shape of a relation as the catalog has it now.</summary>
    public static TableShape Of(Relation relation) =>
        new(
            relation.Name,
            [.. relation.Columns.Select(column => new ShapeColumn(column.Name, column.Type.Name, column.Type.Kind))],
            relation.PrimaryKey);

    // Zero bytes part the pieces: no name can hold one.
    private long Fingerprint()
    {
        var text = new StringBuilder().Append(Table.Schema).Append('\0').Append(Table.Name);
        foreach (var column in Columns)
            text.Append('\0').Append(column.Name).Append('\0').Append(column.Type).Append('\0').Append((int)column.Kind);
        text.Append("\0\0").AppendJoin(',', Key);
        return BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
