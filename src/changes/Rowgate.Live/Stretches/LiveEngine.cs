using Rowgate.Journal;
using Rowgate.Journal.Progress;
using Rowgate.Live.Following;
using Rowgate.Live.Matching;
using Rowgate.Live.Results;
using Rowgate.Live.Snapshots;

namespace Rowgate.Live.Stretches;

/// <summary>What all live queries of a database share.</summary>
/// <param name="Source">The configured name of the database.</param>
/// <param name="Journal">Its changes.</param>
/// <param name="Progress">How far the pump has come.</param>
/// <param name="Index">Who is to hear of which change.</param>
/// <param name="Reader">Reads rows with their place in the journal.</param>
/// <param name="Results">The queries that are followed by evaluation.</param>
/// <param name="Limits">How much may wait for one follower.</param>
internal sealed record LiveEngine(
    string Source,
    IJournal Journal,
    SourceProgress Progress,
    QueryIndex Index,
    SnapshotReader Reader,
    ResultQueries Results,
    BufferLimits Limits);
