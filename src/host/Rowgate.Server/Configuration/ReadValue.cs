namespace Rowgate.Server.Configuration;

/// <summary>A value that was read, or what is wrong with its text.</summary>
/// <param name="Value">The value; null only when there is a problem.</param>
/// <param name="Problem">Continues a sentence that begins with the text; null when all is well.</param>
internal readonly record struct ReadValue(object? Value, string? Problem = null);
