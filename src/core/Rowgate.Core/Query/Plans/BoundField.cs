using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Plans;

/// <summary>A field that was found in the catalog.</summary>
/// <param name="Column">The column.</param>
/// <param name="Path">The way into its JSON; empty for the column itself.</param>
public sealed record BoundField(Column Column, ImmutableArray<JsonStep> Path);
