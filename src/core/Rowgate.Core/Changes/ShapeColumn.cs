using Rowgate.Core.Catalog;

namespace Rowgate.Core.Changes;

/// <summary>One place in a row image.</summary>
/// <param name="Name">The column's name when the change was made.</param>
/// <param name="Type">The database's name for its type.</param>
/// <param name="Kind">The family of its type.</param>
public sealed record ShapeColumn(string Name, string Type, ValueKind Kind);
