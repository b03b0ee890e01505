using Rowgate.Core.Positions;
using Rowgate.Live.Following;

namespace Rowgate.Live.Stretches;

/// <summary>Waits for the first change of some tables.</summary>
internal sealed class TableWatch(TableScope scope) : TableListener(scope)
{
    private readonly TaskCompletionSource _touched = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the first change.</summary>
    public Task Touched => _touched.Task;

    /// <inheritdoc/>
    public override void Touch(JournalOffset end) => _touched.TrySetResult();

    /// <inheritdoc/>
    public override void Restart() => _touched.TrySetResult();

    /// <inheritdoc/>
    public override void Tick(LiveEvent progress, int idleTicks)
    {
        // Nobody reads events here.
    }
}
