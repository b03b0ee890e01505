using Rowgate.Core.Positions;

namespace Rowgate.PostgreSql.Wal.Setup;

/// <summary>What a stream begins with.</summary>
/// <param name="Server">The server.</param>
/// <param name="Gap">Why changes are missing before it; null when none are.</param>
/// <param name="Position">Where it begins.</param>
internal sealed record WalStart(ServerFacts Server, string? Gap, SourcePosition Position);
