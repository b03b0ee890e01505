namespace Rowgate.Journal.Embedded;

/// <summary>Wakes everyone who waits for the journal to grow.</summary>
internal sealed class Growth
{
    private volatile TaskCompletionSource _next = New();

    /// <summary>Completes with the next <see cref="Raise"/>. Ask for it first, then look at the end, then wait.</summary>
    public Task Next => _next.Task;

    public void Raise() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
