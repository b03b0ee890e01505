using Rowgate.Core.Changes;
using Rowgate.Core.Positions;

namespace Rowgate.Journal.Embedded;

/// <summary>Something for the writer to do.</summary>
internal abstract class WriterCommand
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it is durable; true when there is more of the same to do.</summary>
    public Task<bool> Done => _done.Task;

    public void Complete(bool hasMore = false) => _done.TrySetResult(hasMore);

    public void Fail(Exception cause) => _done.TrySetException(cause);
}

/// <summary>Appends parts.</summary>
internal sealed class AppendCommand(IReadOnlyList<TransactionPart> parts) : WriterCommand
{
    public IReadOnlyList<TransactionPart> Parts => parts;

    /// <summary>The end of the journal after the append.</summary>
    public JournalOffset End { get; set; }
}

/// <summary>Drops what is unfinished.</summary>
internal sealed class DropUnfinishedCommand : WriterCommand;

/// <summary>Drops some old batches; the parameters are those of <see cref="BatchStore.Trim"/>.</summary>
internal sealed class TrimCommand(JournalOffset before, long appendedBefore, long bytesMax) : WriterCommand
{
    public JournalOffset Before => before;

    public long AppendedBefore => appendedBefore;

    public long BytesMax => bytesMax;
}
