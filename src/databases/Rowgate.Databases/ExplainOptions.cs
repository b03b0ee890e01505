namespace Rowgate.Databases;

/// <summary>How a statement is to be explained.</summary>
/// <param name="AsJson">True for JSON, false for text.</param>
/// <param name="Analyze">True to run it too; what it writes is undone.</param>
/// <param name="Verbose">More detail.</param>
/// <param name="Settings">The settings that matter.</param>
/// <param name="Buffers">What was read from where.</param>
/// <param name="Wal">What was written to the log.</param>
public readonly record struct ExplainOptions(bool AsJson, bool Analyze, bool Verbose, bool Settings, bool Buffers, bool Wal);
