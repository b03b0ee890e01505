namespace Rowgate.Gate.Requests;

/// <summary>What a write does.</summary>
public enum WriteKind
{
    /// <summary>New rows, or an upsert (POST).</summary>
    Insert,

    /// <summary>One whole row under a key that the query names (PUT).</summary>
    Put,

    /// <summary>Other values for the rows that match (PATCH).</summary>
    Update,

    /// <summary>The rows that match go away (DELETE).</summary>
    Delete,
}
