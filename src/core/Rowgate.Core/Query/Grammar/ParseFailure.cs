using Rowgate.Core.Errors;

namespace Rowgate.Core.Query.Grammar;

/// <summary>Why a text does not follow the grammar.</summary>
/// <param name="Position">Where, from zero.</param>
/// <param name="Details">What was found, and what was expected.</param>
/// <param name="Hint">How to mend it; null when there is nothing better to say.</param>
/// <param name="Code">The code to refuse with.</param>
/// <param name="Message">The message to refuse with; null for the usual one, which gives the position.</param>
internal sealed record ParseFailure(
    int Position, string Details, string? Hint, RefusalCode Code, string? Message = null);
