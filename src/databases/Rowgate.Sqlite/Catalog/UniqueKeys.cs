using System.Collections.Immutable;

namespace Rowgate.Sqlite.Catalog;

/// <summary>The keys of a table, as ordinals.</summary>
/// <param name="Primary">The primary key in key order; empty when there is none.</param>
/// <param name="PrimaryHasIndex">True when an index keeps it, false when the rowid does or there is none.</param>
/// <param name="Others">The other unique keys over whole tables.</param>
internal sealed record UniqueKeys(
    ImmutableArray<int> Primary, bool PrimaryHasIndex, ImmutableArray<ImmutableArray<int>> Others);
