using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Sessions;

namespace Rowgate.PostgreSql.Capture;

/// <summary>The shapes that tables have and had, and the triggers that go with them.</summary>
/// <remarks>A new shape is written into the change table, too, so that it is told once and in its place. It may come one look
/// behind the first rows that have it: each change names its own shape.</remarks>
internal sealed class TriggerShapes(PostgresOptions options, NpgsqlConnection connection)
{
    private readonly string _schema = TriggerSchema.Quoted(options.Capture.Name);
    private readonly TriggerTables _tables = new(options);
    private readonly Dictionary<uint, uint> _roots = [];
    private readonly Dictionary<uint, string> _partitions = [];

    // By table, the newest last; null when the table is gone.
    private readonly Dictionary<uint, List<TableShape?>> _shapes = [];

    /// <summary>Learns what was known before.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT relation, definition, gone FROM {_schema}.shape ORDER BY id; SELECT relation, print FROM {_schema}.partitions", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            Known(reader.GetFieldValue<uint>(0)).Add(reader.GetBoolean(2) ? null : ShapeText.Read(reader.GetString(1)));
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            _partitions[reader.GetFieldValue<uint>(0)] = reader.GetString(1);
    }

    /// <summary>Looks at the tables: makes the triggers that are missing, and writes down what has changed.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var tables = await _tables.ReadAsync(connection, cancellationToken);
        foreach (var table in tables)
            _roots[table.Id] = table.Root;
        foreach (var tree in tables.GroupBy(table => table.Tree).Where(tree => tree.Any(table => table.IsToBeMended)))
            await MendAsync(tree.Where(table => table.IsToBeMended).ToList(), cancellationToken);
        foreach (var table in tables.Where(table => table.IsShown && table.IsInstalled && Newest(table.Id)?.Id != table.Shape.Id))
            await TellAsync(table.Id, table.Shape, cancellationToken);
        foreach (var table in tables.Where(table => table.IsShown && (table.IsInstalled || table.IsToBeMended) && table.Partitions.Length > 0))
            await FollowPartitionsAsync(table, cancellationToken);
        var shown = tables.Where(table => table.IsShown).Select(table => table.Id).ToHashSet();
        foreach (var gone in _shapes.Keys.Where(id => Newest(id) is not null && !shown.Contains(id)).ToArray())
            await TellAsync(gone, null, cancellationToken);
    }

    /// <summary>The row of an object that a trigger wrote.</summary>
    /// <param name="relation">The table that the trigger was on.</param>
    /// <param name="json">The object.</param>
    public (TableShape Shape, RowImage Image) Decode(uint relation, string json)
    {
        var shapes = Known(_roots.GetValueOrDefault(relation, relation));
        for (var at = shapes.Count - 1; at >= 0; at--)
        {
            if (shapes[at] is { } shape && ImageReader.Read(json, shape) is { IsNone: false } image)
                return (shape, image);
        }

        return Decode(relation, shapes, json);
    }

    /// <summary>True when changes of a table are told as those of its partitioned table.</summary>
    public bool IsPart(uint relation) => _roots.GetValueOrDefault(relation, relation) != relation;

    /// <summary>The newest shape of a table, for a change without rows.</summary>
    public TableShape ShapeOf(uint relation) =>
        Known(_roots.GetValueOrDefault(relation, relation)).LastOrDefault(shape => shape is not null) ?? Nameless(relation, []);

    // A partition may have its columns in another order. And a table may be altered twice between two looks.
    private static (TableShape Shape, RowImage Image) Decode(uint relation, List<TableShape?> shapes, string json)
    {
        var names = ImageReader.Names(json);
        foreach (var shape in Enumerable.Reverse(shapes))
        {
            if (shape is not null && shape.Columns.Length == names.Length && shape.Columns.All(column => names.Contains(column.Name, StringComparer.Ordinal)))
                return (shape, ImageReader.Reorder(json, shape));
        }

        var latest = shapes.LastOrDefault(shape => shape is not null);
        var columns = names.Select(name => latest?.Columns.FirstOrDefault(column => column.Name == name) ?? new(name, "", ValueKind.Any));
        var made = latest is null ? Nameless(relation, columns) : new TableShape(latest.Table, [.. columns], []);
        return (made, ImageReader.Read(json, made));
    }

    private static TableShape Nameless(uint relation, IEnumerable<ShapeColumn> columns) =>
        new(new("", relation.ToString(CultureInfo.InvariantCulture)), [.. columns], []);

    // In one transaction for a partitioned table and its partitions: while triggers move from the one to the others, a row
    // would otherwise be told twice, or never.
    private async Task MendAsync(List<TriggerTable> tables, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(SchemaSilence.Begin, cancellationToken);
        foreach (var table in tables.Where(table => table.HasTriggers))
        {
            foreach (var trigger in await InstalledAsync(table.Id, cancellationToken))
                await ExecuteAsync($"DROP TRIGGER {TriggerSchema.Quoted(trigger)} ON {table.Name}", cancellationToken);
        }

        var made = tables.FindAll(table => !table.NeedsNone);
        foreach (var table in made)
        {
            await ExecuteAsync(TriggerSchema.Triggers(options.Capture.Name, table), cancellationToken);
        }

        var told = made.FindAll(table => table.IsShown && Newest(table.Id)?.Id != table.Shape.Id);
        foreach (var table in told)
            await WriteAsync(table.Id, table.Shape, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        foreach (var table in told)
            Known(table.Id).Add(table.Shape);
    }

    // Whoever follows the table begins anew with the shape that it has: no change tells of the rows that came or went.
    private async Task FollowPartitionsAsync(TriggerTable table, CancellationToken cancellationToken)
    {
        if (_partitions.GetValueOrDefault(table.Id) == table.Partitions)
            return;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (_partitions.ContainsKey(table.Id))
            await WriteAsync(table.Id, table.Shape, cancellationToken);
        await using var keep = new NpgsqlCommand(
            $"INSERT INTO {_schema}.partitions VALUES ($1, $2) ON CONFLICT (relation) DO UPDATE SET print = excluded.print", connection);
        keep.Parameters.Add(new() { Value = table.Id, NpgsqlDbType = NpgsqlDbType.Oid });
        keep.Parameters.Add(new() { Value = table.Partitions });
        await keep.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _partitions[table.Id] = table.Partitions;
    }

    private async Task<List<string>> InstalledAsync(uint table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT tgname::text FROM pg_trigger WHERE tgrelid = $1 AND tgparentid = 0 AND starts_with(tgname, $2)", connection);
        command.Parameters.Add(new() { Value = table, NpgsqlDbType = NpgsqlDbType.Oid });
        command.Parameters.Add(new() { Value = TriggerSchema.TriggerPrefix(options.Capture.Name) });
        var names = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            names.Add(reader.GetString(0));
        return names;
    }

    private async Task TellAsync(uint table, TableShape? shape, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await WriteAsync(table, shape, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Known(table).Add(shape);
    }

    private async Task WriteAsync(uint table, TableShape? shape, CancellationToken cancellationToken)
    {
        var before = Newest(table) is { } known ? ShapeText.Write(known) : null;
        await using var command = new NpgsqlCommand(
            $"""
            WITH told AS (INSERT INTO {_schema}.change (relation, op, before, after, actor) VALUES ($1, 's', $2, $3, NULL))
            INSERT INTO {_schema}.shape (relation, definition, gone) VALUES ($1, coalesce($3, $2), $3 IS NULL)
            """,
            connection);
        command.Parameters.Add(new() { Value = table, NpgsqlDbType = NpgsqlDbType.Oid });
        command.Parameters.Add(new() { Value = (object?)before ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = shape is null ? DBNull.Value : ShapeText.Write(shape), NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private TableShape? Newest(uint table) => Known(table).LastOrDefault();

    private List<TableShape?> Known(uint table)
    {
        if (!_shapes.TryGetValue(table, out var shapes))
            _shapes.Add(table, shapes = []);
        return shapes;
    }
}
