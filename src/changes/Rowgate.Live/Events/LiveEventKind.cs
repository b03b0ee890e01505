namespace Rowgate.Live;

/// <summary>What an event of a live query says. Its name on the wire is the word in lower case.</summary>
public enum LiveEventKind
{
    /// <summary>Some or all of the rows as they are; replaces whatever the client holds.</summary>
    Snapshot,

    /// <summary>One row entered the result, changed in it, or left it.</summary>
    Change,

    /// <summary>A table of the query has other columns now, or is gone.</summary>
    Schema,

    /// <summary>The client read too slowly. The last event of a stream.</summary>
    Lagged,

    /// <summary>The query cannot go on. The last event of a stream.</summary>
    Error,

    /// <summary>Nothing happened, but the offset to resume from is newer.</summary>
    Progress,
}
