using System.Collections.Immutable;

namespace Rowgate.PostgreSql.Capture;

/// <summary>How far a table was read.</summary>
/// <param name="Shape">Its shape, as it was told last.</param>
/// <param name="Row">The cursor and the key of the last row that was told, as text.</param>
internal sealed record TableProgress(string Shape, ImmutableArray<string> Row);
