namespace Rowgate.Live.Results;

/// <summary>A query that is followed by evaluation, its running loop, and how many have it.</summary>
internal sealed class ResultLease(ResultQuery query) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task? _running;

    /// <summary>The query.</summary>
    public ResultQuery Query => query;

    /// <summary>How many take part. Its registry's, under its lock.</summary>
    public int Holders { get; set; }

    /// <summary>Starts to evaluate.</summary>
    public void Start() => _running = query.RunAsync(_stop.Token);

    /// <summary>Stops the loop, waits for its end, and gives the memory of the result back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is not null)
            await _running;
        query.Forget();
        _stop.Dispose();
    }
}
