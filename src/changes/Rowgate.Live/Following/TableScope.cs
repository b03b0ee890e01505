using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;

namespace Rowgate.Live.Following;

/// <summary>The tables whose changes can change the result of a query.</summary>
/// <param name="Shapes">The tables and views that it names, as it was bound to them.</param>
/// <param name="Others">The tables that it reads without naming them, behind a view.</param>
/// <param name="IsEverything">True when any table may matter: what the query reads is not known to the last.</param>
internal sealed record TableScope(ImmutableArray<TableShape> Shapes, ImmutableArray<TableName> Others, bool IsEverything)
{
    /// <summary>All tables, when not everything matters.</summary>
    public IEnumerable<TableName> Tables => Shapes.Select(shape => shape.Table).Concat(Others);

    /// <summary>True when changes of this table matter.</summary>
    public bool Includes(TableName table)
    {
        foreach (var shape in Shapes)
        {
            if (shape.Table == table)
                return true;
        }

        return IsEverything || Others.Contains(table);
    }

    /// <summary>True when this change of a table's shape matters.</summary>
    public bool Includes(SchemaChanged change) =>
        (change.Before is { } before && Includes(before.Table)) || (change.After is { } after && Includes(after.Table));
}
