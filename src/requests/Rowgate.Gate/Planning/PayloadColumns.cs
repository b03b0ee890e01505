using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;

namespace Rowgate.Gate.Planning;

/// <summary>Finds the columns that a body fills.</summary>
internal static class PayloadColumns
{
    /// <summary>The columns of these names, each once.</summary>
    /// <param name="target">The relation that has them.</param>
    /// <param name="names">Their names.</param>
    /// <param name="isUpdate">True when rows that are there get the values.</param>
    public static Outcome<ImmutableArray<Column>> Find(Relation target, ImmutableArray<string> names, bool isUpdate = false)
    {
        var columns = ImmutableArray.CreateBuilder<Column>(names.Length);
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (target.Find(name) is not { } column)
                return NotFound(target, name);
            if (column.IsGenerated)
                return GeneratedColumn.Refuse(name, isUpdate);
            columns.Add(column);
        }

        return columns.ToImmutable();
    }

    private static Refusal NotFound(Relation target, string name) =>
        new(
            RefusalCode.PayloadColumnNotFound,
            $"Could not find the '{name}' column of '{target.Name.Name}' in the schema cache",
            Hint: NearestName.Hint(name, target.Columns.Select(column => column.Name)));
}
