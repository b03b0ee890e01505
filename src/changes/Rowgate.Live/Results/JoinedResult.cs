using Rowgate.Core.Positions;

namespace Rowgate.Live.Results;

/// <summary>What a follower starts from.</summary>
/// <param name="Result">The rows.</param>
/// <param name="Offset">The place in the journal they hold for; may be newer than the evaluation, when nothing happened since.</param>
internal sealed record JoinedResult(ResultSet Result, JournalOffset Offset);
