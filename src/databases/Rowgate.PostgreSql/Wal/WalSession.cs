// Hot path: bench/Postgres/PostgresWal
using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Wal.Setup;
using Rowgate.PostgreSql.Wal.Tables;
using Rowgate.PostgreSql.Wal.Transactions;

namespace Rowgate.PostgreSql.Wal;

/// <summary>One connection to the log, from its beginning to its fault: gives batches of committed transactions.</summary>
internal sealed class WalSession : IAsyncDisposable
{
    // As long as more is at hand, small transactions share a batch up to this.
    private const int BatchCount = 4096;
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IdleAckInterval = TimeSpan.FromSeconds(5);

    private readonly string _markPath;
    private readonly TimeProvider _time;
    private readonly NpgsqlConnection _connection;
    private readonly WalStream _stream;
    private readonly ShapeMemory _shapes;
    private readonly ChangeDecoder _changes;
    private readonly TransactionAssembler _assembler;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _attending;

    // What is decoded of a large transaction while the journal writes what came before.
    private Task<List<TransactionPart>>? _ahead;
    private SourcePosition _last;
    private SourcePosition _idleAcked;
    private long _idleAckedAt;
    private bool _isCaughtUpTold;

    private WalSession(string source, PostgresOptions options, WalFiles files, WalOpening opening, WalSignals signals, TimeProvider time, ILogger logger)
    {
        _markPath = files.Mark;
        _time = time;
        (_connection, _stream, _shapes) = (opening.Connection, opening.Stream, opening.Shapes);
        _changes = new();
        var start = opening.Start;
        (Passed, _last, _idleAcked) = (start.Position, opening.After, start.Position);
        var ids = new TransactionIds(start.Server.NextTransaction);
        var parts = new AssemblerParts(source, new(_changes, _shapes, _connection), _shapes, ids, new(files.Spool), time);
        _assembler = new(parts, start.Position);
        if (start.Gap is { } reason)
        {
            var id = start.Server.NextTransaction.ToString(CultureInfo.InvariantCulture);
            Gap = new() { Transaction = new(source, id, start.Position, time.GetUtcNow()), Changes = [new CaptureGap(reason)] };
        }

        _attending = new WalAttendant(options, signals, time, logger).RunAsync(_shapes, _stop.Token);
    }

    /// <summary>What is to be told first when changes are missing; null when none are.</summary>
    public TransactionPart? Gap { get; }

    /// <summary>Up to here everything was given.</summary>
    public SourcePosition Passed { get; private set; }

    /// <summary>Puts all in place on the server, and opens the stream.</summary>
    public static async Task<WalSession> StartAsync(
        string source,
        PostgresOptions options,
        SourcePosition after,
        WalSignals signals,
        (TimeProvider Time, ILogger Logger) with,
        CancellationToken cancellationToken)
    {
        var files = WalFiles.Of(options.Capture);
        var connection = await WalConnections.OpenAsync(options, cancellationToken);
        try
        {
            var shapes = ShapeMemory.Open(files.Shapes, after);
            var start = await new WalSetup(options, files.Mark).RunAsync(connection, after, shapes, cancellationToken);
            var stream = await WalStream.OpenAsync(options, start, cancellationToken);
            return new(source, options, files, new(connection, stream, shapes, start, after), signals, with.Time, with.Logger);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the next batch. Everything that was given before is durable when this is called.</summary>
    /// <returns>An empty batch when nothing more is known to be committed.</returns>
    public async ValueTask<IReadOnlyList<TransactionPart>> NextAsync(CancellationToken cancellationToken)
    {
        await AcknowledgeIdleAsync(cancellationToken);
        while (true)
        {
            if (_attending.IsFaulted)
                await _attending;
            if (_assembler.Ready.Count > 0 && (_assembler.Replay is not null || _assembler.ReadyCount >= BatchCount))
                return Give(_assembler.Take());
            if (_assembler.Replay is { } replay)
            {
                _ahead ??= replay.NextAsync(_stop.Token);
                var parts = await _ahead.WaitAsync(cancellationToken);
                _ahead = null;
                if (parts.Count > 0)
                    Give(parts);
                if (replay.IsOver)
                    _assembler.EndReplay();
                else
                    _ahead = Task.Run(() => replay.NextAsync(_stop.Token), CancellationToken.None);
                if (parts.Count > 0)
                    return parts;
                continue;
            }

            if (_stream.TryRead(out var message))
            {
                await _assembler.AddAsync(message, cancellationToken);
                continue;
            }

            if (_assembler.Ready.Count > 0)
                return Give(_assembler.Take());
            if (HasPassed())
                return [];
            await _stream.WaitAsync(_isCaughtUpTold ? LookInterval : Silence, _time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Everything up to here is in the journal.</summary>
    public ValueTask AcknowledgeAsync(SourcePosition durable, CancellationToken cancellationToken)
    {
        _last = durable;
        _shapes.Durable = durable;
        _idleAcked = durable;
        return _stream.AcknowledgeAsync(durable.Value, isSentNow: false, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _attending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_ahead is not null)
            await ((Task)_ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stream.DisposeAsync();
        _assembler.Dispose();
        _changes.Dispose();
        await _connection.DisposeAsync();
        _stop.Dispose();
    }

    private List<TransactionPart> Give(List<TransactionPart> parts)
    {
        _shapes.Save();
        _isCaughtUpTold = false;
        if (parts[^1].IsLast && parts[^1].Transaction.Position > Passed)
            Passed = parts[^1].Transaction.Position;
        return parts;
    }

    // Between transactions, with nothing at hand, all that ends before the place that the server names was sent. The end of a
    // streamed transaction moves that place a moment before we see it: while there are any, only what has ended counts.
    private bool HasPassed()
    {
        if (!_assembler.IsTaken)
            return false;
        var received = Math.Max(_assembler.IsBetween ? _stream.Received : 0, _assembler.Ended.Value);
        var isNew = received > Passed.Value;
        if (isNew)
            Passed = new(received);
        if (!isNew && _isCaughtUpTold)
            return false;
        _isCaughtUpTold = true;
        return true;
    }

    // So that a table that nobody writes to does not hold the log back.
    private async ValueTask AcknowledgeIdleAsync(CancellationToken cancellationToken)
    {
        if (!_isCaughtUpTold || Passed <= _idleAcked || _time.GetElapsedTime(_idleAckedAt) < IdleAckInterval)
            return;
        new PassedMark(_last, Passed).Write(_markPath);
        _idleAcked = Passed;
        _idleAckedAt = _time.GetTimestamp();
        await _stream.AcknowledgeAsync(Passed.Value, isSentNow: true, cancellationToken);
    }
}
