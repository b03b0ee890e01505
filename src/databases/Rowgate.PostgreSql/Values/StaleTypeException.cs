namespace Rowgate.PostgreSql.Values;

/// <summary>A type was altered since it was looked up: it must be looked up again.</summary>
internal sealed class StaleTypeException() : Exception("A composite value does not have the fields that its type was known to have.");
