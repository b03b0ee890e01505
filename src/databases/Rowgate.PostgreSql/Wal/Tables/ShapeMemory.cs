using System.Text.Json;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Wal.Tables;

/// <summary>Which shape of each table was told last, and from which place of the log on. Outlives the process.</summary>
/// <remarks>
/// Written before the journal gets the transaction that tells a new shape, with that transaction's position: whether the
/// journal got it or not, a later start finds the shape that held at the end of the journal. So none is told twice or never. One thread writes; others may look up.
/// </remarks>
internal sealed class ShapeMemory
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly Dictionary<uint, List<Entry>> _tables = [];
    private readonly Dictionary<uint, TableShape?> _untold = [];

    private bool _isSaved = true;

    private ShapeMemory(string path) => _path = path;

    /// <summary>Where the journal ends, as far as is known: what held before is forgotten.</summary>
    public SourcePosition Durable { get; set; }

    /// <summary>True when nothing is remembered at all.</summary>
    public bool IsEmpty => _tables.Count == 0;

    /// <summary>Reads what was known at a place.</summary>
    /// <param name="path">The file; none is needed.</param>
    /// <param name="after">The end of the journal.</param>
    public static ShapeMemory Open(string path, SourcePosition after)
    {
        var memory = new ShapeMemory(path);
        foreach (var line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            var entry = JsonSerializer.Deserialize<Line>(line)!;
            if (entry.Position <= after.Value)
                memory.Keep(entry.Table, new(new(entry.Position), entry.Shape?.ToShape()));
        }

        return memory;
    }

    /// <summary>The tables whose last shape says that they are there.</summary>
    public List<uint> Known()
    {
        lock (_lock)
            return [.. _tables.Keys.Where(id => Last(id) is not null)];
    }

    /// <summary>The shape of a table that was told last; null when none was, or that it is gone.</summary>
    public TableShape? Find(uint table)
    {
        lock (_lock)
            return Last(table);
    }

    /// <summary>The transaction at hand says what a table looks like.</summary>
    /// <param name="table">The table.</param>
    /// <param name="shape">The shape; null when the table is gone.</param>
    /// <param name="isNew">True when it was not captured until here, whatever is remembered of it.</param>
    /// <returns>The change to tell; null when nothing is new.</returns>
    public SchemaChanged? Tell(uint table, TableShape? shape, bool isNew = false)
    {
        lock (_lock)
        {
            var known = Last(table);
            if ((!isNew && known?.Id == shape?.Id) || (shape is null && known is null))
                return null;
            _untold[table] = shape;
            return new(isNew ? null : known, shape);
        }
    }

    /// <summary>The transaction at hand ends: what it tells holds from here on.</summary>
    /// <param name="position">Its position.</param>
    public void Commit(SourcePosition position)
    {
        if (_untold.Count == 0)
            return;
        lock (_lock)
        {
            foreach (var (table, shape) in _untold)
                Keep(table, new(position, shape));
            _untold.Clear();
        }

        _isSaved = false;
    }

    /// <summary>Writes down what ended transactions told. Durable at return.</summary>
    public void Save()
    {
        if (_isSaved)
            return;
        StateFile.Replace(_path, _tables.SelectMany(table => table.Value.Select(entry =>
            JsonSerializer.Serialize(new Line(table.Key, entry.Position.Value, entry.Shape is null ? null : Definition.Of(entry.Shape))))));
        _isSaved = true;
    }

    private TableShape? Last(uint table) =>
        _untold.TryGetValue(table, out var untold) ? untold
        : _tables.TryGetValue(table, out var entries) ? entries[^1].Shape
        : null;

    // What held at the end of the journal stays, since the journal may not have got what is newer.
    private void Keep(uint table, Entry entry)
    {
        if (!_tables.TryGetValue(table, out var entries))
            _tables.Add(table, entries = []);
        entries.Add(entry);
        while (entries.Count > 1 && entries[1].Position <= Durable)
            entries.RemoveAt(0);
    }

    private sealed record Entry(SourcePosition Position, TableShape? Shape);

    private sealed record Line(uint Table, ulong Position, Definition? Shape);

    private sealed record Definition(string Schema, string Table, string[][] Columns, int[] Key)
    {
        public static Definition Of(TableShape shape) => new(
            shape.Table.Schema,
            shape.Table.Name,
            [.. shape.Columns.Select(column => new[] { column.Name, column.Type, column.Kind.ToString() })],
            [.. shape.Key]);

        public TableShape ToShape() => new(
            new(Schema, Table),
            [.. Columns.Select(column => new ShapeColumn(column[0], column[1], Enum.Parse<ValueKind>(column[2])))],
            [.. Key]);
    }
}
