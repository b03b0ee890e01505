namespace Rowgate.Core.Catalog;

/// <summary>The type of a column.</summary>
/// <param name="Name">As the database spells it, such as <c>varchar(20)</c>; empty when the column declares none.</param>
/// <param name="Kind">The family it belongs to.</param>
/// <param name="Collation">The name of the collation for text comparison; null for plain byte order.</param>
public sealed record ColumnType(string Name, ValueKind Kind, string? Collation = null)
{
    /// <summary>True when its values are rows of a composite type, or hold some: their JSON is not the text that the type reads.</summary>
    public bool HoldsRows { get; init; }
}
