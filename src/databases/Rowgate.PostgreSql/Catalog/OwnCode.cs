namespace Rowgate.PostgreSql.Catalog;

/// <summary>Finds the relations that run code of the database's own when they are read: by themselves, or by what they read.</summary>
/// <param name="rows">The catalog.</param>
internal sealed class OwnCode(CatalogRows rows)
{
    private const uint All = 0;

    /// <summary>True when reading this relation runs such code.</summary>
    public bool RunsIn(RelationRow relation) => rows.RunCode.Contains(All) || RunsIn(relation.Id, []);

    private bool RunsIn(uint relation, HashSet<uint> seen)
    {
        if (!seen.Add(relation))
            return false;
        if (rows.RunCode.Contains(relation))
            return true;

        // A materialised view has its rows already.
        var isStored = rows.Relations.TryGetValue(relation, out var row) && row.Kind == 'm';
        return (!isStored && Any(rows.ViewReads, relation, seen)) || Any(rows.PolicyReads, relation, seen) || Any(rows.Parts, relation, seen);
    }

    private bool Any(Dictionary<uint, List<uint>> edges, uint from, HashSet<uint> seen)
    {
        foreach (var next in edges.GetValueOrDefault(from, []))
        {
            if (RunsIn(next, seen))
                return true;
        }

        return false;
    }
}
