using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;

namespace Rowgate.Live.Following;

/// <summary>The tables whose changes can change the result of a query.</summary>
/// <param name="Shapes">The tables, as the query was bound to them.</param>
/// <param name="IsEverything">True when any table may matter: the query reads a view, whose tables are not known.</param>
internal sealed record TableScope(ImmutableArray<TableShape> Shapes, bool IsEverything)
{
    /// <summary>True when changes of this table matter.</summary>
    public bool Includes(TableName table)
    {
        foreach (var shape in Shapes)
        {
            if (shape.Table == table)
                return true;
        }

        return IsEverything;
    }

    /// <summary>True when this change of a table's shape matters.</summary>
    public bool Includes(SchemaChanged change) =>
        (change.Before is { } before && Includes(before.Table)) || (change.After is { } after && Includes(after.Table));
}
