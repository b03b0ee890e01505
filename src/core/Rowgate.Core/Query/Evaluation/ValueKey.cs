namespace Rowgate.Core.Query.Evaluation;

/// <summary>A value in a form in which equal means the same.</summary>
/// <param name="Number">The number, when it is a whole one; else a hash of <see cref="Text"/>.</param>
/// <param name="Text">The text, or the digits of a number that is not whole; null when <see cref="Number"/> says it all.</param>
public readonly record struct ValueKey(long Number, string? Text = null);
