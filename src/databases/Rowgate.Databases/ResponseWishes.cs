using System.Collections.Immutable;

namespace Rowgate.Databases;

/// <summary>What SQL wants of the response: the settings <c>response.status</c> and <c>response.headers</c>.</summary>
/// <param name="Status">The status, 100 to 599; null for the usual one.</param>
/// <param name="Headers">Headers to set, replacing those of the same name; several of one name stand side by side.</param>
public sealed record ResponseWishes(int? Status, ImmutableArray<(string Name, string Value)> Headers);
