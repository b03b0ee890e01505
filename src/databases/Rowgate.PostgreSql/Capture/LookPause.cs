namespace Rowgate.PostgreSql.Capture;

/// <summary>The pause of a source between two looks at the database, which anybody may cut short.</summary>
internal sealed class LookPause
{
    private CancellationTokenSource? _pause;

    /// <summary>Ends the pause, now or as soon as the look at hand is done. May be called from any thread, at any time.</summary>
    public void Wake()
    {
        try
        {
            Volatile.Read(ref _pause)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The pause is over by itself.
        }
    }

    /// <summary>Begins a look and the pause behind it. Before the look: whoever wakes us from here on waits for the next one.</summary>
    /// <param name="cancellationToken">Ends the pause too.</param>
    /// <returns>The pause, for <see cref="WaitAsync"/>; the caller disposes it.</returns>
    public CancellationTokenSource Begin(CancellationToken cancellationToken)
    {
        var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Volatile.Write(ref _pause, pause);
        return pause;
    }

    /// <summary>Waits in a pause.</summary>
    /// <param name="wait">Waits until there is something to look at.</param>
    /// <param name="pause">Cuts that short.</param>
    public static async Task WaitAsync(Func<CancellationToken, Task> wait, CancellationTokenSource pause)
    {
        try
        {
            await wait(pause.Token);
        }
        catch (OperationCanceledException) when (pause.IsCancellationRequested)
        {
            // Woken, or asked to end.
        }
    }
}
