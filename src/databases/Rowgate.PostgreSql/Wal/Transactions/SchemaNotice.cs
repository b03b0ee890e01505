using System.Text.Json;
using Rowgate.PostgreSql.Wal.Protocol;

namespace Rowgate.PostgreSql.Wal.Transactions;

/// <summary>What Rowgate writes into the log when a table joins, leaves or is altered, so that this is told in order with the data.</summary>
/// <param name="Table">The table's object id.</param>
/// <param name="IsNew">True when it is captured only from here on.</param>
/// <param name="Relation">What it looks like from here on; null when it is gone.</param>
internal sealed record SchemaNotice(uint Table, bool IsNew, RelationMessage? Relation)
{
    /// <summary>True when partitions came or went, with rows that no change tells of.</summary>
    public bool HasOtherPartitions { get; init; }

    /// <summary>The content of the message.</summary>
    public byte[] Write() =>
        JsonSerializer.SerializeToUtf8Bytes(new Content(
            Table,
            IsNew,
            HasOtherPartitions,
            Relation?.Schema,
            Relation?.Name,
            Relation is null ? [] : [.. Relation.Columns.Select(column => new Place(column.Name, column.Type, column.Modifier))]));

    /// <summary>Reads a content; null when it is not ours.</summary>
    public static SchemaNotice? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<Content>(json) is { Columns: { } columns } content
                ? new(content.Table, content.IsNew, content is { Schema: { } schema, Name: { } name }
                    ? new(content.Table, schema, name, [.. columns.Select(c => new RelationColumn(c.Name, c.Type, c.Modifier, IsKey: false))])
                    : null)
                {
                    HasOtherPartitions = content.HasOtherPartitions,
                }
                : null;
        }
        catch (JsonException)
        {
            // Anybody may write messages.
            return null;
        }
    }

    private sealed record Content(uint Table, bool IsNew, bool HasOtherPartitions, string? Schema, string? Name, Place[]? Columns);

    private sealed record Place(string Name, uint Type, int Modifier);
}
