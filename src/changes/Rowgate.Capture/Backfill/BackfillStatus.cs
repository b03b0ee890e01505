using Rowgate.Core.Catalog;

namespace Rowgate.Capture.Backfill;

/// <summary>How far the backfill of a table is.</summary>
/// <param name="Table">The table.</param>
/// <param name="Number">Which request it is; grows, so that a table that is asked for again is not taken for the earlier one.</param>
/// <param name="Stage">What is going on.</param>
/// <param name="Rows">How many rows are in the journal; those that somebody changed meanwhile are there as changes and do not
/// count.</param>
/// <param name="LastKey">The key of the last row that was read, as a JSON array; null before the first.</param>
/// <param name="Error">Why it failed, or what it waits for; else null.</param>
public sealed record BackfillStatus(
    TableName Table, long Number, BackfillStage Stage, long Rows, string? LastKey, string? Error)
{
    /// <summary>True when there is nothing left to do.</summary>
    public bool IsOver => Stage is BackfillStage.Done or BackfillStage.Failed;
}
