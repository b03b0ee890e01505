namespace Rowgate.Core.Changes;

/// <summary>A message that an application wrote into the database's log, in order with its changes.</summary>
/// <param name="Prefix">Who the message is meant for.</param>
/// <param name="Content">The bytes, as written.</param>
public sealed record LogicalMessage(string Prefix, ReadOnlyMemory<byte> Content) : Change;
