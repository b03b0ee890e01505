namespace Rowgate.Sqlite.Capture;

/// <summary>What to do about the rows a table has when its triggers are made for the first time.</summary>
internal enum FirstRows
{
    /// <summary>Nothing: whoever starts to follow takes a snapshot.</summary>
    AreKnown,

    /// <summary>Report them: followers are already there, and the table is new to them.</summary>
    AreNew,

    /// <summary>Report them in place of all rows that followers may hold.</summary>
    ReplaceOld,
}
