using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.PostgreSql.Configuration;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Finds the tables whose captured changes tell that the rows of a relation changed, and whether all of them are
/// captured.</summary>
/// <param name="rows">The catalog.</param>
/// <param name="options">What of it is captured.</param>
internal sealed class Followed(CatalogRows rows, PostgresOptions options)
{
    private readonly PostgresCaptureOptions _capture = options.Capture;
    private readonly ImmutableArray<string> _schemas = options.Capture.Schemas.IsEmpty ? options.Schemas : options.Capture.Schemas;
    private readonly Dictionary<uint, List<RelationRow>> _reached = [];

    /// <summary>The tables that a relation shows rows of, besides itself: those under a view, and those that inherit from a
    /// table. Under the names that their changes have.</summary>
    public ImmutableArray<TableName> TablesOf(RelationRow relation) => Names(Reach(relation), relation);

    /// <summary>The tables that policies look into to decide who sees which of these rows. What a function reads is not known.</summary>
    public ImmutableArray<TableName> PolicyTablesOf(RelationRow relation) =>
        Names(
            Reach(relation).SelectMany(table => rows.PolicyReads.GetValueOrDefault(table.Id, []))
                .Select(id => rows.Relations.GetValueOrDefault(id)).OfType<RelationRow>().SelectMany(Reach),
            relation);

    /// <summary>Why its changes cannot be seen, in a sentence; null when they can.</summary>
    public string? WhyNot(RelationRow relation)
    {
        if (relation.Kind != 'v' && WhyNotItself(relation) is { } reason)
            return reason;
        foreach (var table in Reach(relation))
        {
            if (table.Id != relation.Id && WhyNotItself(table) is { } why)
                return $"It shows rows of {table.Schema}.{table.Name}. {why}";
        }

        return null;
    }

    private static ImmutableArray<TableName> Names(IEnumerable<RelationRow> tables, RelationRow except) =>
        [.. tables.Where(table => table.Id != except.Id).Select(table => new TableName(table.Schema, table.Name)).Distinct()];

    private List<RelationRow> Reach(RelationRow relation)
    {
        if (_reached.TryGetValue(relation.Id, out var known))
            return known;
        var found = new List<RelationRow>();
        Visit(relation, found, []);
        return _reached[relation.Id] = found;
    }

    private void Visit(RelationRow relation, List<RelationRow> found, HashSet<uint> seen)
    {
        var table = WholeOf(relation);
        if (!seen.Add(table.Id))
            return;
        if (table.Kind != 'v')
            found.Add(table);
        if (table.Kind == 'v')
            Visit(rows.ViewReads, table, found, seen);
        else if (table.Kind != 'p' || _capture.ShowsPartitions)
            Visit(rows.Parts, table, found, seen);
    }

    private void Visit(Dictionary<uint, List<uint>> edges, RelationRow from, List<RelationRow> found, HashSet<uint> seen)
    {
        foreach (var id in edges.GetValueOrDefault(from.Id, []))
        {
            if (rows.Relations.TryGetValue(id, out var next))
                Visit(next, found, seen);
        }
    }

    // The changes of a partition are shown as those of the partitioned table, unless the options say otherwise.
    private RelationRow WholeOf(RelationRow table)
    {
        while (table.IsPartition && !_capture.ShowsPartitions && rows.Wholes.TryGetValue(table.Id, out var whole)
            && rows.Relations.TryGetValue(whole, out var above))
        {
            table = above;
        }

        return table;
    }

    private string? WhyNotItself(RelationRow table) => table switch
    {
        { Kind: 'f' } => "The rows of a foreign table are kept by another server, whose changes this database does not see.",
        { Kind: 'm' } => "A materialised view changes only when it is refreshed, and PostgreSQL does not report that.",
        { Persistence: 'u' } when _capture.Mode != CaptureMode.Trigger =>
            "The changes of an unlogged table are not written to the log. ALTER TABLE … SET LOGGED makes it capturable.",
        { Persistence: 't' } => "A temporary table belongs to one connection, and its changes are not written to the log.",
        _ when !_schemas.Contains(table.Schema, StringComparer.Ordinal) => $"The schema {table.Schema} is not captured.",
        _ when _capture.Excluded.Contains($"{table.Schema}.{table.Name}", StringComparer.Ordinal) =>
            "The configuration leaves it out of capture.",
        _ => null,
    };
}
