using System.Collections.Immutable;
using Rowgate.Core.Catalog;

namespace Rowgate.Databases;

/// <summary>What capture would do on a source.</summary>
/// <param name="Mode">The way of capture.</param>
/// <param name="Tables">Each table with what would happen to it, ordered by name.</param>
/// <param name="Warnings">What the operator should know; empty when all is well.</param>
public sealed record CapturePreview(string Mode, ImmutableArray<TablePreview> Tables, ImmutableArray<string> Warnings)
{
    /// <summary>The ways of capture that were looked at, the best one first; empty when the source knows only one, which is
    /// always possible.</summary>
    public ImmutableArray<CaptureWay> Ways { get; init; } = [];
}

/// <summary>What capture would do on one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Captured">True when its changes are captured.</param>
/// <param name="Note">How, or why not, in one sentence.</param>
public sealed record TablePreview(TableName Table, bool Captured, string Note);
