namespace Rowgate.PostgreSql.Rules;

/// <summary>Where a row's value stands to an operand: less than zero before it, zero when equal.</summary>
/// <param name="value">The value's text without quotes; for JSON, the document.</param>
internal delegate int ValueOrder(ReadOnlySpan<byte> value);
