namespace Rowgate.Core.Catalog;

/// <summary>An input parameter of a function.</summary>
/// <param name="Name">The name; empty for one without.</param>
/// <param name="Type">The type; for a variadic one, the array's.</param>
/// <param name="IsRequired">False when it has a default.</param>
/// <param name="IsVariadic">True when it takes all further arguments.</param>
public sealed record FunctionParameter(string Name, ColumnType Type, bool IsRequired, bool IsVariadic);
