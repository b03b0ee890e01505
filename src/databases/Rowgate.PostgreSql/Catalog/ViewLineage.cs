using System.Collections.Immutable;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Follows views down to the tables under them, through any number of views.</summary>
internal sealed class ViewLineage(CatalogRows rows)
{
    // Views of views of views; deeper ones are real, but nobody embeds by them.
    private const int DepthMax = 64;

    private readonly Dictionary<uint, ImmutableArray<uint>> _tables = [];

    /// <summary>What the columns of a view show: which of its columns, and the table's column under it.</summary>
    public IEnumerable<TargetEntry> OriginsOf(uint view) =>
        from target in rows.ViewColumns.GetValueOrDefault(view, [])
        let origin = Follow(target, DepthMax)
        where origin is not null
        select origin.Value;

    /// <summary>The tables that a view reads, views under it replaced by theirs.</summary>
    public ImmutableArray<uint> TablesUnder(uint view)
    {
        if (_tables.TryGetValue(view, out var known))
            return known;
        // A view cannot read itself; a circle of rules that PostgreSQL would refuse to run ends here.
        _tables[view] = [];
        return _tables[view] =
        [
            .. rows.ViewReads.GetValueOrDefault(view, [])
                .Where(rows.Relations.ContainsKey)
                .SelectMany(read => rows.Relations[read].IsView ? TablesUnder(read) : [read])
                .Distinct(),
        ];
    }

    private TargetEntry? Follow(TargetEntry target, int depth)
    {
        if (!rows.Relations.TryGetValue(target.Relation, out var relation))
            return null;
        if (!relation.IsView)
            return target;
        foreach (var under in rows.ViewColumns.GetValueOrDefault(target.Relation, []))
        {
            if (under.Number == target.Column && depth > 0)
                return Follow(under with { Number = target.Number }, depth - 1);
        }

        return null;
    }
}
