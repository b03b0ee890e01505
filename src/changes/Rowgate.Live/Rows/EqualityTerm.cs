using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;

namespace Rowgate.Live.Rows;

/// <summary>The columns that a filter compares with constants, and hashes of those: where an index keeps the query.</summary>
/// <param name="Columns">The columns, by ordinal.</param>
/// <param name="Hashes">One for each combination of constants that a row may have; none when no row can match.</param>
internal sealed record EqualityTerm(ImmutableArray<Column> Columns, ImmutableArray<int> Hashes)
{
    // A longer list is tested row by row: an entry in the index for each of its values would cost more than it saves.
    private const int ChoicesMax = 256;

    /// <summary>True when a row may have one of several constants.</summary>
    public bool HasChoice => Hashes.Length > 1;

    /// <summary>The term of a plan's filter.</summary>
    /// <returns>Null when the filter compares no column with constants.</returns>
    public static EqualityTerm? Of(ReadPlan plan, ValueRules rules)
    {
        var keys = EqualityKey.Of(plan.Filter, rules);
        var single = keys.Where(key => key.Values.Length == 1).DistinctBy(key => key.Ordinal).OrderBy(key => key.Ordinal).ToList();
        if (single.Count > 0)
            return new([.. single.Select(key => plan.Source.Columns[key.Ordinal])], [Hash(single)]);
        return keys.FirstOrDefault(key => key.Values.Length <= ChoicesMax) is { } choice
            ? new([plan.Source.Columns[choice.Ordinal]], [.. choice.Values.Select(Hash).Distinct()])
            : null;
    }

    private static int Hash(IEnumerable<EqualityKey> keys)
    {
        var hash = default(HashCode);
        foreach (var key in keys)
            hash.Add(key.Values[0]);
        return hash.ToHashCode();
    }

    private static int Hash(ValueKey value)
    {
        var hash = default(HashCode);
        hash.Add(value);
        return hash.ToHashCode();
    }
}
