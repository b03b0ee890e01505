using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Gate.Requests;

namespace Rowgate.Gate.Planning;

/// <summary>Finds the unique constraint that an upsert is about.</summary>
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

        var wanted = columns.Select(column => column.Ordinal).ToHashSet();
        return target.UniqueKeys.Prepend(target.PrimaryKey).Any(key => key.Length > 0 && wanted.SetEquals(key))
            ? new ConflictResolution(columns.ToImmutable(), merge)
            : NotUnique(target, names);
    }

    private static Refusal NotFound(Relation target, string name) =>
        new(
            RefusalCode.ColumnNotFound,
            $"column {target.Name.Name}.{name} does not exist",
            Hint: NearestName.Hint(name, target.Columns.Select(column => column.Name)));

    private static Refusal NotUnique(Relation target, ImmutableArray<string> names) =>
        new(
            RefusalCode.ConflictTargetNotUnique,
            "there is no unique or exclusion constraint matching the ON CONFLICT specification",
            $"No unique constraint of '{target.Name.Name}' has exactly the columns ({string.Join(", ", names)}).");
}
