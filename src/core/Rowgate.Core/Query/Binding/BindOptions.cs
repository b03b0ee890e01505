namespace Rowgate.Core.Query.Binding;

/// <summary>What a query may ask for.</summary>
public sealed record BindOptions
{
    /// <summary>No aggregates, no limit of our own.</summary>
    public static readonly BindOptions Default = new();

    /// <summary>True to allow aggregate functions in the select list.</summary>
    public bool AggregatesEnabled { get; init; }

    /// <summary>The most rows that a read gives, also for each to-many embed of each row; null for no limit.</summary>
    public long? RowsMax { get; init; }

    /// <summary>The limit of a level that asks for this one; null for none.</summary>
    internal long? CapLimit(long? limit) => limit is { } asked && RowsMax is { } max ? Math.Min(asked, max) : limit ?? RowsMax;
}
