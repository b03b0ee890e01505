using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Gate.Requests;

namespace Rowgate.Gate.Planning;

/// <summary>Finds the columns that an upsert is about. Whether they are unique is the database's to say: it may know of more
/// than its catalog tells.</summary>
internal static class ConflictTarget
{
    /// <summary>The resolution; null for a plain insert, which is also what an upsert without any key to conflict on is.</summary>
    public static Outcome<ConflictResolution>? Find(Relation target, WriteRequest request)
    {
        if (request.MergeDuplicates is not { } merge)
            return null;
        if (request.Query.OnConflict is not { Length: > 0 } names)
        {
            if (target.PrimaryKey.IsEmpty)
                return null;
            return new ConflictResolution([.. target.PrimaryKey.Select(ordinal => target.Columns[ordinal])], merge);
        }

        var columns = ImmutableArray.CreateBuilder<Column>(names.Length);
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (target.Find(name) is not { } column)
                return NotFound(target, name);
            columns.Add(column);
        }

        return new ConflictResolution(columns.ToImmutable(), merge);
    }

    private static Refusal NotFound(Relation target, string name) =>
        new(
            RefusalCode.ColumnNotFound,
            $"column {target.Name.Name}.{name} does not exist",
            Hint: NearestName.Hint(name, target.Columns.Select(column => column.Name)));
}
