using System.Text;

namespace Rowgate.Live.Tests.PostgreSql;

/// <summary>A client of a live query, with all it heard.</summary>
internal sealed class Following(LiveQuery query) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Replica _replica = new();
    private IAsyncEnumerator<LiveEvent>? _events;

    /// <summary>The data of the events so far.</summary>
    public List<string> Events { get; } = [];

    /// <summary>What each event was, in the word of the protocol.</summary>
    public IReadOnlyList<string> Words => _replica.Words;

    /// <summary>Reads on until the rows are these.</summary>
    public Task UntilAsync(params string[] rows) => ReadUntilAsync(
        () => Words.Count > 0 && _replica.Last is not null && _replica.SortedRows.SequenceEqual(rows.Order(StringComparer.Ordinal)),
        string.Join(' ', rows));

    /// <summary>Reads on until an event says this.</summary>
    public Task UntilEventAsync(string text) =>
        ReadUntilAsync(() => Events.Exists(data => data.Contains(text, StringComparison.Ordinal)), text);

    /// <summary>Reads on until something holds.</summary>
    public async Task ReadUntilAsync(Func<bool> holds, string what)
    {
        _events ??= query.ReadAsync(_stop.Token).GetAsyncEnumerator();
        _stop.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            while (!holds())
            {
                Assert.True(await _events.MoveNextAsync(), $"It ended before {what}: {string.Join('\n', Events)}");
                Events.Add(Encoding.UTF8.GetString(_events.Current.Data.Span));
                _replica.Apply(_events.Current);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Not in time: {what}. Rows: {string.Join(' ', _replica.Rows)} Events: {string.Join('\n', Events)}");
        }

        _stop.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_events is not null)
            await _events.DisposeAsync();
        await query.DisposeAsync();
        _stop.Dispose();
    }
}
