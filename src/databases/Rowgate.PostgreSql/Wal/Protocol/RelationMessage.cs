using System.Collections.Immutable;

namespace Rowgate.PostgreSql.Wal.Protocol;

/// <summary>A table as the log announces it before its first change, and again after it was altered.</summary>
/// <param name="Id">Its object id.</param>
/// <param name="Schema">The schema.</param>
/// <param name="Name">The table.</param>
/// <param name="Columns">Its published columns.</param>
internal sealed record RelationMessage(uint Id, string Schema, string Name, ImmutableArray<RelationColumn> Columns)
{
    /// <summary>True when the other one has the same columns.</summary>
    public bool IsLike(RelationMessage other) =>
        Columns.Length == other.Columns.Length && Columns.Zip(other.Columns).All(pair => pair.First.IsLike(pair.Second));

    /// <summary>Reads the message behind its type (and transaction id).</summary>
    public static RelationMessage Read(MessageReader reader)
    {
        var id = reader.UInt32();
        var schema = reader.Text();
        var name = reader.Text();
        reader.Byte();
        var columns = ImmutableArray.CreateBuilder<RelationColumn>(reader.Int16());
        for (var i = 0; i < columns.Capacity; i++)
        {
            var isKey = (reader.Byte() & 1) != 0;
            columns.Add(new(reader.Text(), reader.UInt32(), reader.Int32(), isKey));
        }

        return new(id, schema.Length == 0 ? "pg_catalog" : schema, name, columns.MoveToImmutable());
    }
}

/// <summary>A column of a <see cref="RelationMessage"/>.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type">The object id of its type.</param>
/// <param name="Modifier">The type's modifier; -1 for none.</param>
/// <param name="IsKey">True when it is part of the replica identity.</param>
internal sealed record RelationColumn(string Name, uint Type, int Modifier, bool IsKey)
{
    /// <summary>True when the other one has the same name and type.</summary>
    public bool IsLike(RelationColumn other) => (Name, Type, Modifier) == (other.Name, other.Type, other.Modifier);
}
