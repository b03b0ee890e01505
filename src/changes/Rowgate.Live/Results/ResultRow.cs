namespace Rowgate.Live.Results;

/// <summary>One row of an evaluated query.</summary>
/// <param name="Identity">What makes it the same row in the next result.</param>
/// <param name="Json">The object that is shown.</param>
internal readonly record struct ResultRow(RowIdentity Identity, ReadOnlyMemory<byte> Json);
