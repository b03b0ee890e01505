namespace Rowgate.Core.Changes;

/// <summary>Changes of the source are missing before this place, and nobody can tell which: its log was dropped before it was
/// read, or the journal is not the one that it was read into.</summary>
/// <remarks>
/// Concerns every table of the transaction's source. Whoever keeps rows reads them again; what is in the journal from here
/// on is complete. Comes alone in its transaction, whose id is the first that a source had not given out at the gap, so that
/// a snapshot taken later contains it.
/// </remarks>
/// <param name="Reason">What happened, for people, in one sentence.</param>
public sealed record CaptureGap(string Reason) : Change;
