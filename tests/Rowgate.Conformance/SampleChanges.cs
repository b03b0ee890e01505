using System.Globalization;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;

namespace Rowgate.Conformance;

/// <summary>Transactions for tests: numbered rows of one table.</summary>
public static class SampleChanges
{
    /// <summary>The commit time of the transaction at position zero; each later one is a second younger.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A table <c>main.orders</c> of an id and a status.</summary>
    public static TableShape Orders { get; } = new(
        new TableName("main", "orders"),
        [new ShapeColumn("id", "INTEGER", ValueKind.Integer), new ShapeColumn("status", "TEXT", ValueKind.Text)],
        [0]);

    /// <summary>A whole transaction that inserts this many orders.</summary>
    public static TransactionPart Whole(int position, int count = 1, string source = "main") =>
        Part(position, 0, count, isLast: true, source);

    /// <summary>A part of a transaction.</summary>
    public static TransactionPart Part(int position, long index, int count, bool isLast, string source = "main") => new()
    {
        Transaction = new(
            source,
            position.ToString(CultureInfo.InvariantCulture),
            new SourcePosition((ulong)position),
            Epoch.AddSeconds(position)),
        Index = index,
        IsLast = isLast,
        Changes = [.. Enumerable.Range(0, count).Select(at => Insert(position, index + at))],
    };

    /// <summary>What a change says, for comparison: its shape and images as text.</summary>
    public static string Text(Change change) => change switch
    {
        RowInserted row => $"+ {row.Shape.Id} {row.After}",
        RowUpdated row => $"~ {row.Shape.Id} {row.Before} {row.After}",
        RowDeleted row => $"- {row.Shape.Id} {row.Before}",
        RowRead row => $"= {row.Shape.Id} {row.After}",
        TableTruncated table => $"0 {table.Shape.Id}",
        LogicalMessage message => $"m {message.Prefix} {Convert.ToHexString(message.Content.Span)}",
        CaptureGap gap => $"g {gap.Reason}",
        SchemaChanged schema => $"s {schema.Before?.Id} {schema.After?.Id}",
        _ => throw new ArgumentException("Unknown change.", nameof(change)),
    };

    private static RowInserted Insert(int position, long index) =>
        new(Orders, RowImage.Of(string.Create(CultureInfo.InvariantCulture, $"[{position},\"change {index}\"]")));
}
