// Hot path: bench/Postgres/PostgresWal
using Npgsql.Replication;
using Npgsql.Replication.Internal;
using Npgsql.Replication.PgOutput;
using NpgsqlTypes;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Wal.Setup;

namespace Rowgate.PostgreSql.Wal;

/// <summary>The messages of a slot, over a replication connection.</summary>
internal sealed class WalStream : IAsyncDisposable
{
    // The server sends each message by itself. When they come one right behind the other, waiting for each would cost more than
    // reading it: so some are let gather first, as long as more than a few do.
    private const int QuickWaitsMax = 8;
    private const int FewMessages = 4;
    private static readonly TimeSpan QuickWait = TimeSpan.FromMicroseconds(200);
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(1);

    private readonly LogicalReplicationConnection _connection;
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<XLogDataMessage> _messages;
    private Task<bool>? _next;
    private byte[] _buffer = new byte[64 << 10];
    private Task? _look;
    private int _sinceWait;
    private int _quickWaits;
    private bool _isGathering;

    private WalStream(LogicalReplicationConnection connection, string name, WalStart start)
    {
        _connection = connection;
        _messages = connection.StartLogicalReplication(
            new PgOutputReplicationSlot(name),
            _stop.Token,
            new NpgsqlLogSequenceNumber(start.Position.Value),
            Options(name, start.Server.Version),
            bypassingStream: false).GetAsyncEnumerator(_stop.Token);
    }

    /// <summary>How far the server says that it has sent.</summary>
    public ulong Received => (ulong)_connection.LastReceivedLsn;

    /// <summary>Opens the connection.</summary>
    public static async Task<WalStream> OpenAsync(PostgresOptions options, WalStart start, CancellationToken cancellationToken)
    {
        var connection = new LogicalReplicationConnection(WalConnections.TextFor(options));
        try
        {
            // Told well within the time after which the server gives up on us; a slow journal does not stop this.
            var timeout = start.Server.SenderTimeout;
            connection.WalReceiverStatusInterval = timeout > TimeSpan.Zero && timeout < TimeSpan.FromSeconds(30)
                ? timeout / 3
                : TimeSpan.FromSeconds(10);
            await connection.Open(cancellationToken);
            return new(connection, options.Capture.Name, start);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the next message if it is here.</summary>
    /// <param name="message">The message, valid until the next call.</param>
    /// <returns>False when it has to be waited for.</returns>
    /// <exception cref="IOException">The server ended the stream.</exception>
    public bool TryRead(out Memory<byte> message)
    {
        message = default;
        if (_next is null)
        {
            var next = _messages.MoveNextAsync();
            if (!next.IsCompletedSuccessfully)
            {
                _next = next.AsTask();
                return false;
            }

            return Copy(next.GetAwaiter().GetResult(), ref message);
        }

        if (!_next.IsCompleted)
            return false;
        var isThere = _next.GetAwaiter().GetResult();
        _next = null;
        return Copy(isThere, ref message);
    }

    /// <summary>Waits for the next message, or for some time. Call it after <see cref="TryRead"/> has said no.</summary>
    public async Task WaitAsync(TimeSpan timeMax, TimeProvider time, CancellationToken cancellationToken)
    {
        _isGathering = _isGathering ? _sinceWait > FewMessages : _quickWaits >= QuickWaitsMax;
        _sinceWait = 0;
        if (_isGathering)
        {
            _quickWaits = 0;
            await Task.Delay(Gathering, time, cancellationToken);
            return;
        }

        // One timer serves many waits: most end long before it does.
        if (_look is null or { IsCompleted: true })
            _look = Task.Delay(timeMax, time, cancellationToken);
        var began = time.GetTimestamp();
        await Task.WhenAny(_next!, _look);
        _quickWaits = time.GetElapsedTime(began) < QuickWait ? _quickWaits + 1 : 0;
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Tells the server that it may forget everything up to here. Sent at once when asked for, else soon.</summary>
    public async ValueTask AcknowledgeAsync(ulong position, bool isSentNow, CancellationToken cancellationToken)
    {
        _connection.SetReplicationStatus(new NpgsqlLogSequenceNumber(position));
        if (!isSentNow)
            return;
        try
        {
            await _connection.SendStatusUpdate(cancellationToken);
        }
        catch (InvalidOperationException)
        {
            // The stream has just ended: who reads on hears why.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            if (_next is not null)
                await _next;
            await _messages.DisposeAsync();
        }
        catch (Exception cause) when (WalFaults.IsKnown(cause))
        {
            // It ends, one way or another.
        }

        await _connection.DisposeAsync();
        _stop.Dispose();
    }

    private bool Copy(bool isThere, ref Memory<byte> message)
    {
        if (!isThere)
            throw new IOException("The server ended the stream.");
        _sinceWait++;
        var data = _messages.Current.Data;
        var length = (int)data.Length;
        if (_buffer.Length < length)
            _buffer = new byte[Math.Max(length, (int)Math.Min(Array.MaxLength, _buffer.Length * 2L))];
        data.ReadExactly(_buffer, 0, length);
        message = _buffer.AsMemory(0, length);
        return true;
    }

    // Protocols by release: 2 streams large transactions, 3 knows prepared ones, 4 is what 16 and later speak.
    private static List<KeyValuePair<string, string?>> Options(string publication, int version)
    {
        var options = new List<KeyValuePair<string, string?>>
        {
            new("proto_version", version switch { 13 => "1", 14 => "2", 15 => "3", _ => "4" }),
            new("publication_names", $"\"{publication}\""),
        };
        if (version >= 14)
        {
            options.Add(new("messages", "true"));
            options.Add(new("streaming", "on"));
        }

        return options;
    }
}
