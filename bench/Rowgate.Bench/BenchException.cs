namespace Rowgate.Bench;

/// <summary>A comparison cannot run here; the message says what is missing.</summary>
internal sealed class BenchException(string message) : Exception(message);
