namespace Rowgate.Core.Query.Syntax;

/// <summary>One step of a JSON path: <c>-&gt;key</c>, <c>-&gt;&gt;key</c>, <c>-&gt;0</c>.</summary>
/// <param name="Key">The member to take; null when the step is an array index.</param>
/// <param name="Index">The element to take, from zero; negative counts from the end. Meaningless when there is a key.</param>
/// <param name="AsText">True for <c>-&gt;&gt;</c>: the result is text, not JSON.</param>
public sealed record JsonStep(string? Key, int Index, bool AsText);
