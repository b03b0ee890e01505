using System.Collections.Immutable;

namespace Rowgate.Access.Identity;

/// <summary>The keys in force.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Version">Another number for other keys.</param>
internal sealed record TokenKeys(ImmutableArray<VerificationKey> Keys, int Version);
