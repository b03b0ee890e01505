using System.Collections.Immutable;
using Rowgate.Core.Catalog;

namespace Rowgate.Core.Query.Plans;

/// <summary>What an insert does with a row that is already there.</summary>
/// <param name="Target">The columns of the unique constraint; never empty.</param>
/// <param name="Merge">True to set the supplied columns on the row that is there, false to leave it alone.</param>
public sealed record ConflictResolution(ImmutableArray<Column> Target, bool Merge);
