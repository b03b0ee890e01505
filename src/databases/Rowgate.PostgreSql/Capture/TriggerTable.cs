using Rowgate.Core.Changes;

namespace Rowgate.PostgreSql.Capture;

/// <summary>A table as capture by triggers finds it.</summary>
/// <param name="Id">Its object id.</param>
/// <param name="Tree">The partitioned table at the top that it is a part of; itself when it is none.</param>
/// <param name="Root">The table as which its changes are told: the one at the top, or itself.</param>
/// <param name="Shape">What its rows look like.</param>
/// <param name="ByRow">True when its triggers must fire for each row.</param>
/// <param name="HasOwnJson">True when a column has a type that has, or is made of one that has, a cast to JSON of its own.</param>
/// <param name="HasTriggers">True when it has triggers of ours that are not copies of its partitioned table's.</param>
/// <param name="IsInstalled">True when it has the triggers that it needs, and all fire.</param>
/// <param name="MayInstall">True when our role may make triggers on it.</param>
/// <param name="IsOwned">True when our role may alter it.</param>
/// <param name="Partitions">Another text when it has other partitions; empty when it can have none.</param>
/// <param name="NeedsNone">True when the triggers of its partitions do for it.</param>
/// <param name="NeedsTruncateOnly">True when it has the row triggers of its partitioned table, which TRUNCATE of itself does not fire.</param>
internal sealed record TriggerTable(
    uint Id,
    uint Tree,
    uint Root,
    TableShape Shape,
    bool ByRow,
    bool HasOwnJson,
    bool HasTriggers,
    bool IsInstalled,
    bool MayInstall,
    bool IsOwned,
    string Partitions,
    bool NeedsNone,
    bool NeedsTruncateOnly)
{
    /// <summary>Its name in SQL.</summary>
    public string Name => $"{TriggerSchema.Quoted(Shape.Table.Schema)}.{TriggerSchema.Quoted(Shape.Table.Name)}";

    /// <summary>True when changes are told as its own.</summary>
    public bool IsShown => Root == Id && !NeedsNone;

    /// <summary>True when its triggers are not as they should be, and our role may mend them.</summary>
    public bool IsToBeMended => NeedsNone ? HasTriggers && IsOwned : MayInstall && !IsInstalled;
}
