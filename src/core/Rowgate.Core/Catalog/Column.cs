using System.Collections.Immutable;

namespace Rowgate.Core.Catalog;

/// <summary>A column of a table or view.</summary>
public sealed record Column
{
    /// <summary>The name, case kept.</summary>
    public required string Name { get; init; }

    /// <summary>The place in the row image, from zero.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The type.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>True when the column refuses null.</summary>
    public bool IsNotNull { get; init; }

    /// <summary>The default as an SQL expression; null when there is none.</summary>
    public string? DefaultExpression { get; init; }

    /// <summary>True when the database computes the value, so that nobody may write it.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>The function of the row that computes the column; null for a stored one. Computed columns are not part of
    /// a row image, and <c>*</c> does not show them.</summary>
    public TableName? Function { get; init; }

    /// <summary>How values look to clients; null for as they are.</summary>
    public Representation? Representation { get; init; }

    /// <summary>The labels of an enumerated type, in order; empty for other types.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>The comment in the catalog; null when there is none or the database has no comments.</summary>
    public string? Comment { get; init; }
}
