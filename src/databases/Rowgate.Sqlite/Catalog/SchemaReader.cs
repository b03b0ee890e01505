using System.Collections.Frozen;
using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Catalog;

/// <summary>Reads a file's schema.</summary>
/// <remarks>Sources: https://www.sqlite.org/schematab.html and https://www.sqlite.org/pragma.html</remarks>
internal sealed class SchemaReader
{
    private static readonly string[] RowIdNames = ["rowid", "_rowid_", "oid"];

    private readonly SqliteConnection _connection;
    private readonly HashSet<string> _shadows;
    private readonly Dictionary<TableName, string> _rowIds = [];

    private SchemaReader(SqliteConnection connection)
    {
        _connection = connection;
        _shadows = ShadowTables(connection);
    }

    /// <summary>The number that SQLite raises with every change of the schema.</summary>
    public static long VersionOf(SqliteConnection connection) => connection.QueryInteger("PRAGMA schema_version")!.Value;

    /// <summary>Reads everything in one transaction: the caller's, or one of its own.</summary>
    public static SqliteSchema Read(SqliteConnection connection)
    {
        var isOurs = connection.IsAutoCommit;
        if (isOurs)
            connection.Execute("BEGIN");
        try
        {
            var version = VersionOf(connection);
            var reader = new SchemaReader(connection);
            var relations = reader.Relations();
            return new(new DatabaseCatalog(version, relations), reader._rowIds.ToFrozenDictionary());
        }
        finally
        {
            if (isOurs)
                connection.Execute("COMMIT");
        }
    }

    private ImmutableArray<Relation> Relations()
    {
        var entries = Entries().Where(entry => !IsHidden(entry.Name)).ToList();
        var tables = entries.Where(entry => entry.Kind != RelationKind.View).Select(Table).ToDictionary(
            table => table.Name.Name, StringComparer.OrdinalIgnoreCase);
        var keyed = tables.Values.Select(table => With(table, ForeignKeyReader.Read(_connection, table, tables))).ToDictionary(
            table => table.Name.Name, StringComparer.OrdinalIgnoreCase);
        var views = entries.Where(entry => entry.Kind == RelationKind.View)
            .Select(entry => ViewReader.Read(_connection, entry, keyed))
            .OfType<Relation>();
        return [.. keyed.Values, .. views];
    }

    private IEnumerable<SchemaEntry> Entries()
    {
        using var rows = _connection.Prepare(
            "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY rowid");
        while (rows.Step())
        {
            var sql = rows.Text(2);
            var kind = rows.Text(0) == "view" ? RelationKind.View
                : sql.StartsWith("CREATE VIRTUAL", StringComparison.OrdinalIgnoreCase) ? RelationKind.Virtual
                : RelationKind.Table;
            yield return new(rows.Text(1), kind, sql);
        }
    }

    // What SQLite, Rowgate and modules such as FTS5 keep for themselves.
    private bool IsHidden(string name) =>
        name.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("_rowgate_", StringComparison.OrdinalIgnoreCase)
        || _shadows.Contains(name);

    private Relation Table(SchemaEntry entry)
    {
        var name = new TableName(SqliteSchema.Main, entry.Name);
        var columns = ColumnReader.Read(_connection, entry.Name);
        var keys = UniqueKeyReader.Read(_connection, entry.Name, columns);
        var rowId = RowIdOf(entry.Name, columns);
        if (rowId is not null)
            _rowIds[name] = rowId;
        return new(name, entry.Kind, [.. columns.Select(column => column.ToColumn(keys, rowId is not null))])
        {
            PrimaryKey = keys.Primary,
            UniqueKeys = keys.Others,
            IsInsertable = true,
            IsUpdatable = true,
            IsDeletable = true,
            WhyNotCaptured = WhyNotCaptured(entry.Kind, columns),
        };
    }

    private static string? WhyNotCaptured(RelationKind kind, IReadOnlyList<ColumnEntry> columns)
    {
        if (kind == RelationKind.Virtual)
            return "The rows of a virtual table are kept by a module, which fires no triggers.";
        return RowIdNames.All(name => columns.Any(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            ? "Its columns rowid, _rowid_ and oid hide every name of the row's number; rename one of them."
            : null;
    }

    private static Relation With(Relation table, ImmutableArray<ForeignKey> foreignKeys) =>
        new(table.Name, table.Kind, table.Columns)
        {
            PrimaryKey = table.PrimaryKey,
            UniqueKeys = table.UniqueKeys,
            ForeignKeys = foreignKeys,
            IsInsertable = table.IsInsertable,
            IsUpdatable = table.IsUpdatable,
            IsDeletable = table.IsDeletable,
            WhyNotCaptured = table.WhyNotCaptured,
        };

    private string? RowIdOf(string table, IReadOnlyList<ColumnEntry> columns)
    {
        var name = RowIdNames.FirstOrDefault(
            candidate => !columns.Any(column => string.Equals(column.Name, candidate, StringComparison.OrdinalIgnoreCase)));
        if (name is null)
            return null;
        try
        {
            using var probe = _connection.Prepare($"SELECT {name} FROM {SqlName.Quote(table)} LIMIT 0");
            return name;
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    // Without rows before SQLite 3.37; then the shadow tables of a module are served like others.
    private static HashSet<string> ShadowTables(SqliteConnection connection)
    {
        var shadows = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        using var rows = connection.Prepare("PRAGMA main.table_list");
        while (rows.Step())
        {
            if (rows.Text(2) == "shadow")
                shadows.Add(rows.Text(1));
        }

        return shadows;
    }
}
