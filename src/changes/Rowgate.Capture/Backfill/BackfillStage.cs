namespace Rowgate.Capture.Backfill;

/// <summary>What is going on with the backfill of a table.</summary>
public enum BackfillStage
{
    /// <summary>Others are read first.</summary>
    Waiting,

    /// <summary>It is being read.</summary>
    Running,

    /// <summary>All rows are in the journal.</summary>
    Done,

    /// <summary>It cannot be read.</summary>
    Failed,
}
