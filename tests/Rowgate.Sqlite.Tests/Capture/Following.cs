using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.Sqlite.Capture;

namespace Rowgate.Sqlite.Tests.Capture;

/// <summary>Reads a change source in the background and keeps what came.</summary>
internal sealed class Following : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly List<CapturedTransaction> _transactions = [];
    private readonly List<Change> _open = [];
    private readonly Task _reading;
    private bool _isReady;

    public Following(SqliteChangeSource source, SourcePosition after) =>
        _reading = Task.Run(() => ReadAsync(source, after));

    /// <summary>Returns when the triggers are in place.</summary>
    public Task ReadyAsync() => UntilAsync(() => _isReady);

    public Task<IReadOnlyList<CapturedTransaction>> UntilAsync(ulong last) =>
        UntilAsync(() => last == 0 || (_transactions.Count > 0 && _transactions[^1].Info.Position.Value >= last));

    public Task<IReadOnlyList<CapturedTransaction>> UntilAsync(Func<Change, bool> wanted) =>
        UntilAsync(() => _transactions.Exists(transaction => transaction.Changes.Any(wanted)));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _reading;
        }
        catch (Exception ending) when (ending is OperationCanceledException or DatabaseException)
        {
            // That is how it ends; a fault was thrown to whoever waited.
        }

        _stop.Dispose();
        _news.Dispose();
    }

    private async Task<IReadOnlyList<CapturedTransaction>> UntilAsync(Func<bool> isThere)
    {
        while (true)
        {
            lock (_transactions)
            {
                if (isThere())
                    return [.. _transactions];
            }

            // The end of the reading is news too: a fault is thrown to whoever waits.
            var news = _news.WaitAsync(Deadline, TestContext.Current.CancellationToken);
            if (await Task.WhenAny(news, _reading) == _reading)
                await _reading;
            Assert.True(await news, "Nothing more was captured in time.");
        }
    }

    private async Task ReadAsync(SqliteChangeSource source, SourcePosition after)
    {
        await foreach (var batch in source.ReadAsync(after, _stop.Token))
        {
            lock (_transactions)
            {
                _isReady = true;
                foreach (var part in batch)
                    Take(part);
            }

            if (batch.LastOrDefault(part => part.IsLast) is { } whole)
                await source.AcknowledgeAsync(whole.Transaction.Position, _stop.Token);
            _news.Release();
        }
    }

    private void Take(TransactionPart part)
    {
        Assert.Equal(_open.Count, part.Index);
        Assert.InRange(part.Changes.Count, 1, TransactionPart.CountMax);
        _open.AddRange(part.Changes);
        if (!part.IsLast)
            return;
        _transactions.Add(new(part.Transaction, [.. _open]));
        _open.Clear();
    }
}
