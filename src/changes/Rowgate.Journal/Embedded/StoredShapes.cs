using System.Collections.Concurrent;
using Rowgate.Core.Changes;
using Rowgate.Journal.Batches;
using Rowgate.SqliteEngine;

namespace Rowgate.Journal.Embedded;

/// <summary>The shapes that the store holds, each read once. Safe for several threads.</summary>
internal sealed class StoredShapes
{
    private readonly ConcurrentDictionary<long, TableShape> _known = new();

    public bool Holds(long id) => _known.ContainsKey(id);

    /// <summary>Remembers a shape that is durable.</summary>
    public void Add(TableShape shape) => _known.TryAdd(shape.Id, shape);

    /// <summary>The shape with this id.</summary>
    /// <exception cref="InvalidDataException">The store does not hold it, or not as it was written.</exception>
    public TableShape Get(long id, SqliteConnection connection)
    {
        if (_known.TryGetValue(id, out var known))
            return known;
        using var query = connection.Prepare("SELECT content FROM shape WHERE id = ?1");
        query.Bind(1, id);
        if (!query.Step())
            throw new InvalidDataException($"Shape {id} is missing.");
        return _known.GetOrAdd(id, ShapeText.Read(id, query.Text(0)));
    }
}
