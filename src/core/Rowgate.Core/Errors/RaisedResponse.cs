using System.Collections.Immutable;

namespace Rowgate.Core.Errors;

/// <summary>What SQL that raised an error wants of the answer.</summary>
/// <param name="StatusText">The reason phrase; null for the usual one.</param>
/// <param name="Headers">Headers to set, in order.</param>
public sealed record RaisedResponse(string? StatusText, ImmutableArray<(string Name, string Value)> Headers);
