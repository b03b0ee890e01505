using Rowgate.Core.Errors;
using Rowgate.Core.Positions;

namespace Rowgate.Journal;

/// <summary>A reader wants an offset that retention has dropped.</summary>
public sealed class OffsetExpiredException(JournalOffset wanted, JournalOffset start)
    : RowgateException($"The journal starts at offset {start}; offset {wanted} is no longer held.")
{
    /// <summary>The oldest offset that is still held.</summary>
    public JournalOffset Start { get; } = start;

    /// <inheritdoc/>
    public override bool IsTransient => false;

    /// <inheritdoc/>
    public override string Hint => "Start from a new snapshot, or keep changes longer (journal retention).";
}
