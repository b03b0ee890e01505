using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Sqlite.Catalog;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Capture;

/// <summary>Finds the tables that can be captured, and what their triggers must know.</summary>
internal static class CapturedTableReader
{
    /// <summary>The tables that are captured, in any order.</summary>
    public static IReadOnlyList<CapturedTable> Read(SqliteConnection connection, SqliteSchema schema) =>
        [.. schema.Catalog.Relations.Where(table => WhyNot(table) is null).Select(table => Read(connection, schema, table))];

    /// <summary>Why a relation is not captured, in one sentence; null when it is.</summary>
    public static string? WhyNot(Relation relation) => relation.Kind == RelationKind.View
        ? "A view has no changes of its own; its tables are captured."
        : relation.WhyNotCaptured;

    private static CapturedTable Read(SqliteConnection connection, SqliteSchema schema, Relation relation)
    {
        var indexes = UniqueIndexes(connection, relation.Name.Name);
        var rowId = RowIdName(schema, relation);
        var alias = rowId is not null && relation.PrimaryKey is [var only] && indexes.TrueForAll(index => index.Origin != "pk")
            ? relation.Columns[only].Name
            : null;
        ImmutableArray<string> address = rowId is not null
            ? [rowId]
            : [.. relation.PrimaryKey.Select(ordinal => relation.Columns[ordinal].Name)];
        var byRowId = rowId is null ? [] : new[] { new UniqueKey([new(SqlName.Quote(rowId), null, rowId)], null) };
        return new()
        {
            Shape = TableShape.Of(relation),
            Address = address,
            UniqueKeys = [.. byRowId, .. indexes.Select(index => Key(connection, index))],
            RowIdColumn = alias,
        };
    }

    // The least likely of the names first: a column added later under a name in use would hide the rowid.
    private static string? RowIdName(SqliteSchema schema, Relation relation)
    {
        if (!schema.RowIds.TryGetValue(relation.Name, out var known))
            return null;
        return Has(relation, "_rowid_") ? known : "_rowid_";
    }

    private static bool Has(Relation relation, string column) =>
        relation.Columns.Any(c => c.Name.Equals(column, StringComparison.OrdinalIgnoreCase));

    private static List<UniqueIndex> UniqueIndexes(SqliteConnection connection, string table)
    {
        var found = new List<UniqueIndex>();
        using var rows = connection.Prepare(
            "SELECT l.name, l.origin, s.sql FROM pragma_index_list(?1, 'main') AS l "
            + "LEFT JOIN main.sqlite_schema AS s ON s.type = 'index' AND s.name = l.name WHERE l.\"unique\" ORDER BY l.seq DESC");
        rows.Bind(1, table);
        while (rows.Step())
            found.Add(new(rows.Text(0), rows.Text(1), rows.IsNull(2) ? null : rows.Text(2)));
        return found;
    }

    private static UniqueKey Key(SqliteConnection connection, UniqueIndex index)
    {
        var (texts, where) = index.Sql is null ? ([], null) : IndexText.Split(index.Sql);
        var terms = ImmutableArray.CreateBuilder<UniqueTerm>();
        using var rows = connection.Prepare("SELECT name, coll, seqno FROM pragma_index_xinfo(?1, 'main') WHERE key ORDER BY seqno");
        rows.Bind(1, index.Name);
        while (rows.Step())
        {
            // Without a name it is an expression, whose text carries its collation.
            terms.Add(rows.IsNull(0)
                ? new($"({texts[(int)rows.Integer(2)]})", null, null)
                : new(SqlName.Quote(rows.Text(0)), rows.Text(1), rows.Text(0)));
        }

        return new(terms.ToImmutable(), where);
    }

    private sealed record UniqueIndex(string Name, string Origin, string? Sql);
}
