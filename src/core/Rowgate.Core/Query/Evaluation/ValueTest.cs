namespace Rowgate.Core.Query.Evaluation;

/// <summary>Tests one value of a row: true, false, or null for unknown.</summary>
/// <param name="literal">The column's JSON literal; <c>null</c> for SQL's null. Never empty.</param>
public delegate bool? ValueTest(ReadOnlySpan<byte> literal);
