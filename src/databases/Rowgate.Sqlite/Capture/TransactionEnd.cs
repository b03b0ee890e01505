namespace Rowgate.Sqlite.Capture;

/// <summary>Where a transaction ends in the change table.</summary>
/// <param name="Last">The id of its last change.</param>
/// <param name="Seen">When its commit was noticed.</param>
/// <param name="IsExact">False when the WAL no longer told where transactions end, so that this may stand for several.</param>
internal readonly record struct TransactionEnd(long Last, DateTimeOffset Seen, bool IsExact);
