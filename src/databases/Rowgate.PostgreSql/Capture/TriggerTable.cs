using Rowgate.Core.Changes;

namespace Rowgate.PostgreSql.Capture;

/// <summary>A table as capture by triggers finds it.</summary>
/// <param name="Id">Its object id.</param>
/// <param name="Root">The partitioned table that it is a part of, at the top; itself when it is none.</param>
/// <param name="Shape">What its rows look like.</param>
/// <param name="ByRow">True when its triggers must fire for each row.</param>
/// <param name="IsInstalled">True when it has the triggers that it needs, and all fire.</param>
/// <param name="MayInstall">True when our role may make triggers on it.</param>
/// <param name="IsOwned">True when our role may alter it.</param>
/// <param name="NeedsNone">True when the triggers of its partitioned table do for it.</param>
internal sealed record TriggerTable(
    uint Id, uint Root, TableShape Shape, bool ByRow, bool IsInstalled, bool MayInstall, bool IsOwned, bool NeedsNone);
