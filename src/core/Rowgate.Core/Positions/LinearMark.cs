namespace Rowgate.Core.Positions;

/// <summary>A mark of a source that commits strictly one transaction after the other, such as SQLite.</summary>
/// <param name="Last">The last transaction that the snapshot shows.</param>
public sealed record LinearMark(SourcePosition Last) : SnapshotMark
{
    /// <inheritdoc/>
    public override bool Contains(string id, SourcePosition position) => position <= Last;

    /// <inheritdoc/>
    public override bool IsPassedBy(SourcePosition position) => position >= Last;
}
