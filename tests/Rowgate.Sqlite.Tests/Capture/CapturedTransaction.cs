using Rowgate.Core.Changes;

namespace Rowgate.Sqlite.Tests.Capture;

/// <summary>A captured transaction with its parts put together.</summary>
public sealed record CapturedTransaction(TransactionInfo Info, IReadOnlyList<Change> Changes)
{
    /// <summary>The changes in one line each, for comparison.</summary>
    public string[] Lines => [.. Changes.Select(Line)];

    public static string Line(Change change) => change switch
    {
        RowInserted c => $"insert {c.Shape.Table.Name} {c.After}",
        RowUpdated c => $"update {c.Shape.Table.Name} {c.Before} -> {c.After}",
        RowDeleted c => $"delete {c.Shape.Table.Name} {c.Before}",
        RowRead c => $"read {c.Shape.Table.Name} {c.After}",
        TableTruncated c => $"truncate {c.Shape.Table.Name}",
        SchemaChanged c => $"schema {Text(c.Before)} -> {Text(c.After)}",
        _ => change.ToString(),
    };

    private static string Text(TableShape? shape) =>
        shape is null ? "none" : $"{shape.Table.Name}({string.Join(',', shape.Columns.Select(column => column.Name))})";
}
