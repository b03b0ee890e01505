namespace Rowgate.Core.Changes;

/// <summary>One committed change, in the order its database committed it.</summary>
/// <remarks>Closed: the only cases are the records in this folder.</remarks>
public abstract record Change
{
    // Closes the hierarchy: a new kind of change must be added here, where every reader will meet it.
    private protected Change() { }
}
