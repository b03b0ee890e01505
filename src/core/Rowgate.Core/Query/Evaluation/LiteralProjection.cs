using System.Buffers;

namespace Rowgate.Core.Query.Evaluation;

/// <summary>Writes what a JSON path takes out of a column, as the database would print it.</summary>
/// <param name="literal">The column's JSON literal; <c>null</c> for SQL's null. Never empty.</param>
/// <param name="output">Where to write one JSON literal.</param>
public delegate void LiteralProjection(ReadOnlySpan<byte> literal, IBufferWriter<byte> output);
