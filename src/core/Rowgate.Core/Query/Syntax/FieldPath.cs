using System.Collections.Immutable;

namespace Rowgate.Core.Query.Syntax;

/// <summary>A column and, if it holds JSON, the way into it: <c>data-&gt;address-&gt;&gt;city</c>.</summary>
/// <param name="Column">The column's name, unquoted.</param>
/// <param name="Path">The steps; empty for the column itself.</param>
public sealed record FieldPath(string Column, ImmutableArray<JsonStep> Path);
