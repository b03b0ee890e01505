using Rowgate.Live;

namespace Rowgate.Http.Sockets;

/// <summary>A live query on a socket: reads its events and hands them on.</summary>
/// <param name="name">The client's name for it.</param>
/// <param name="live">Tells ids.</param>
/// <param name="query">The query; disposed with the subscription.</param>
/// <param name="say">Sends a frame; waits while the socket is behind.</param>
/// <param name="session">Ends with the socket; ended from here when the query fails.</param>
internal sealed class Subscription(
    string name, LiveQueries live, LiveQuery query, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> say, CancellationTokenSource session)
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(session.Token);
    private Task _reading = Task.CompletedTask;

    /// <summary>Starts to read.</summary>
    /// <param name="whenEnded">Called when the query ended by itself, before the client is told.</param>
    public void Start(Action whenEnded) => _reading = ReadAsync(whenEnded);

    /// <summary>Stops reading, and waits until nothing more is sent.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync(Action whenEnded)
    {
        // The caller goes on with its frames while the first events are made.
        await Task.Yield();
        try
        {
            await using (query)
            {
                await foreach (var message in query.ReadAsync(_stop.Token))
                    await say(ServerFrame.Event(name, message, message.Offset is { } offset ? live.IdOf(offset) : null), _stop.Token);
            }

            whenEnded();
            await say(ServerFrame.End(name), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The client unsubscribed, or the socket is closed.
        }
        catch
        {
            // A subscription that is silently dead would be a lie: the client hears it by the socket closing.
            await session.CancelAsync();
            throw;
        }
    }
}
