// Hot path: bench/Fanout
using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Values;

namespace Rowgate.Live.Rows;

/// <summary>The queries that compare the same columns with constants, found by the values of a row.</summary>
/// <remarks>Finds by hash, so a found query must still be asked whether it matches.</remarks>
/// <param name="columns">The columns that all the queries compare, by ordinal.</param>
/// <param name="rules">What makes values equal.</param>
internal sealed class EqualityIndex(ImmutableArray<Column> columns, ValueRules rules)
{
    private readonly Dictionary<int, List<RowQuery>> _byHash = [];
    private List<RowQuery>? _everything;
    private int _count;

    /// <summary>The columns that all the queries compare.</summary>
    public ImmutableArray<Column> Columns => columns;

    /// <summary>True when no query is left.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Adds a query.</summary>
    public void Add(RowQuery query, EqualityTerm equality)
    {
        _count++;
        _everything = null;
        foreach (var hash in equality.Hashes)
        {
            if (!_byHash.TryGetValue(hash, out var queries))
                _byHash[hash] = queries = new(1);
            queries.Add(query);
        }
    }

    /// <summary>Removes a query.</summary>
    public void Remove(RowQuery query, EqualityTerm equality)
    {
        _count--;
        _everything = null;
        foreach (var hash in equality.Hashes)
        {
            if (_byHash.TryGetValue(hash, out var queries) && queries.Remove(query) && queries.Count == 0)
                _byHash.Remove(hash);
        }
    }

    /// <summary>Hands a change to every query whose constants one of its images has.</summary>
    public void Match(RowChange change, RowMatcher matcher)
    {
        var before = Look(change.Before, out var beforeHash);
        var after = Look(change.After, out var afterHash);
        if (before == Lookup.Everything || after == Lookup.Everything)
        {
            matcher.Match(_everything ??= [.. _byHash.Values.SelectMany(queries => queries).Distinct()], change);
            return;
        }

        List<RowQuery>? left = null;
        if (before == Lookup.Hash && _byHash.TryGetValue(beforeHash, out left))
            matcher.Match(left, change);
        if (after == Lookup.Hash && !(left is not null && beforeHash == afterHash) && _byHash.TryGetValue(afterHash, out var entered))
            matcher.Match(entered, change, except: left);
    }

    /// <summary>Makes every query start over.</summary>
    public void Restart()
    {
        foreach (var queries in _byHash.Values)
        {
            foreach (var query in queries)
                query.Restart();
        }
    }

    private Lookup Look(ColumnOffsets? row, out int hash)
    {
        hash = 0;
        if (row is null)
            return Lookup.Nothing;
        var keys = default(HashCode);
        foreach (var column in columns)
        {
            var literal = row[column.Ordinal];
            if (LiteralReader.IsNull(literal))
                return Lookup.Nothing;
            // A value without a form to look up by may still equal some constant: then every query is asked.
            if (rules.KeyOf(column, literal) is not { } key)
                return Lookup.Everything;
            keys.Add(key);
        }

        hash = keys.ToHashCode();
        return Lookup.Hash;
    }

    private enum Lookup
    {
        // A null equals no constant.
        Nothing,
        Hash,
        Everything,
    }
}
