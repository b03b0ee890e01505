using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Binding;

/// <summary>Finds columns.</summary>
internal static class FieldBinder
{
    /// <summary>The field in this relation, or the refusal that PostgreSQL would give, with the nearest name.</summary>
    public static Outcome<BoundField> Bind(Relation relation, FieldPath field) =>
        relation.FindField(field.Column) is { } column ? new BoundField(column, field.Path) : NotFound(relation, field.Column);

    private static Refusal NotFound(Relation relation, string column)
    {
        var nearest = NearestName.Find(column, relation.Columns.Concat(relation.ComputedColumns).Select(known => known.Name));
        return new(
            RefusalCode.ColumnNotFound,
            $"column {relation.Name.Name}.{column} does not exist",
            Hint: nearest is null ? null : $"Perhaps you meant to reference the column \"{relation.Name.Name}.{nearest}\".");
    }
}
