// Hot path: bench/Postgres/PostgresWal
using System.Globalization;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.PostgreSql.Wal.Protocol;

namespace Rowgate.PostgreSql.Wal.Transactions;

/// <summary>Puts the messages of the log together to committed transactions.</summary>
/// <remarks>
/// Most come whole, one after the other. A large one comes in blocks between others while it is still running, or whole but
/// larger than memory should hold: both go to disk until they end. For one thread.
/// </remarks>
internal sealed class TransactionAssembler(
    AssemblerParts with, SourcePosition after) : IDisposable
{
    private const long OpenBytesMax = 8 << 20;

    private readonly MessageDecoder _decoder = with.Decoder;
    private readonly Dictionary<uint, OpenTransaction> _streamed = [];
    private OpenTransaction? _open;
    private OpenTransaction? _block;

    /// <summary>The transactions that ended since this was taken, in order.</summary>
    public List<TransactionPart> Ready { get; private set; } = [];

    /// <summary>How many changes are ready.</summary>
    public int ReadyCount { get; private set; }

    /// <summary>A transaction that ended behind those that are ready, and that has to be read from disk; null when there is none.</summary>
    public SpoolReplay? Replay { get; private set; }

    /// <summary>The end of the last transaction, captured or not; none before the first.</summary>
    public SourcePosition Ended { get; private set; }

    /// <summary>True when no transaction has come only in part, so that the next message is not the end of one.</summary>
    public bool IsBetween => _open is null && Replay is null && _streamed.Count == 0;

    /// <summary>True when everything that has ended was taken, though some may have come in part.</summary>
    public bool IsTaken => _open is null && Replay is null && Ready.Count == 0;

    /// <summary>Takes what is ready.</summary>
    public List<TransactionPart> Take()
    {
        var ready = Ready;
        (Ready, ReadyCount) = ([], 0);
        return ready;
    }

    /// <summary>The replay was read to its end.</summary>
    public void EndReplay()
    {
        Replay?.Dispose();
        Replay = null;
    }

    /// <summary>Takes the next message.</summary>
    /// <param name="message">The message, which is overwritten; borrowed until the task ends.</param>
    /// <param name="cancellationToken">Cancels questions to the database.</param>
    public ValueTask AddAsync(Memory<byte> message, CancellationToken cancellationToken)
    {
        // What PostgreSQL 13 sends for an origin that was dropped meanwhile.
        if (message.IsEmpty)
            return ValueTask.CompletedTask;
        switch (message.Span[0])
        {
            case MessageType.Begin:
                Begin(new(message.Span, 1));
                break;
            case MessageType.Commit:
                Commit(new(message.Span, 1));
                break;
            case MessageType.Origin:
                SetOrigin(new(message.Span, 9));
                break;
            case MessageType.StreamStart:
                StartBlock(new(message.Span, 1));
                break;
            case MessageType.StreamStop:
                _block = null;
                break;
            case MessageType.StreamCommit:
                CommitStreamed(new(message.Span, 1));
                break;
            case MessageType.StreamAbort:
                Abort(new(message.Span, 1));
                break;
            case MessageType.Type:
                break;
            default:
                return AddChangeAsync(message, cancellationToken);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        EndReplay();
        _open?.Dispose();
        foreach (var transaction in _streamed.Values)
            transaction.Dispose();
    }

    private void Begin(MessageReader reader)
    {
        // The record of the commit begins here and ends behind: when it begins before the end of the journal, it is in it.
        var isSkipped = reader.UInt64() < after.Value;
        reader.UInt64();
        _open = new(reader.UInt32()) { IsSkipped = isSkipped };
        _decoder.Bytes = 0;
    }

    private void Commit(MessageReader reader)
    {
        var transaction = _open ?? throw Unexpected("ended a transaction that has not begun");
        _open = null;
        reader.Bytes(1 + sizeof(ulong));
        End(transaction, new(reader.UInt64()), reader.Time());
    }

    private void SetOrigin(MessageReader reader)
    {
        if ((_block ?? _open) is { } transaction)
            transaction.Origin = reader.Text();
    }

    private void StartBlock(MessageReader reader)
    {
        var id = reader.UInt32();
        if (!_streamed.TryGetValue(id, out _block))
            _streamed.Add(id, _block = new(id));
    }

    private void CommitStreamed(MessageReader reader)
    {
        if (!_streamed.Remove(reader.UInt32(), out var transaction))
            throw Unexpected("ended a transaction that has not begun");
        reader.Bytes(1 + sizeof(ulong));
        End(transaction, new(reader.UInt64()), reader.Time());
    }

    private void Abort(MessageReader reader)
    {
        var (id, subtransaction) = (reader.UInt32(), reader.UInt32());
        if (!_streamed.TryGetValue(id, out var transaction))
            return;
        transaction.Abort(subtransaction);
        if (subtransaction != id)
            return;
        _streamed.Remove(id);
        transaction.Dispose();
    }

    private void End(OpenTransaction transaction, SourcePosition position, DateTimeOffset committed)
    {
        Ended = position;
        if (position <= after || (transaction.Changes.Count == 0 && transaction.Spool is null))
        {
            transaction.Dispose();
            return;
        }

        var id = with.Ids.Widen(transaction.Id).ToString(CultureInfo.InvariantCulture);
        var info = new TransactionInfo(with.Source, id, position, committed, transaction.Origin, transaction.Actor);
        if (transaction.Spool is null && transaction.Changes.Count <= TransactionPart.CountMax)
        {
            with.Shapes.Commit(position);
            AddReady(new() { Transaction = info, Changes = transaction.Changes });
        }
        else
        {
            Replay = new(transaction, info, _decoder, with.Shapes);
        }
    }

    private void AddReady(TransactionPart part)
    {
        Ready.Add(part);
        ReadyCount += part.Changes.Count;
    }

    private ValueTask AddChangeAsync(Memory<byte> message, CancellationToken cancellationToken)
    {
        if (_block is { } block)
        {
            // Not before there is one: those of other databases come as empty blocks.
            if (block.Spool is null)
                block.SpoolTo(with.Folder.Create(block.Id), _decoder.Early(isStreamed: true));

            // Behind the type comes the id of the subtransaction; the type takes its last byte's place.
            var subtransaction = new MessageReader(message.Span, 1).UInt32();
            message.Span[4] = message.Span[0];
            return SpoolAsync(block, subtransaction, message[4..], cancellationToken);
        }

        if (_open is not { } open)
        {
            AddLoose(message.Span);
            return ValueTask.CompletedTask;
        }

        if (open.IsSkipped && message.Span[0] != MessageType.Relation)
            return ValueTask.CompletedTask;
        if (open.Spool is null && (open.Changes.Count >= TransactionPart.CountMax || _decoder.Bytes > OpenBytesMax))
            open.SpoolTo(with.Folder.Create(open.Id), _decoder.Early(isStreamed: false));
        if (open.Spool is not null)
            return SpoolAsync(open, open.Id, message, cancellationToken);

        NoteActor(open, open.Id, message.Span);
        return _decoder.DecodeAsync(message, open.Changes, cancellationToken);
    }

    private static ValueTask SpoolAsync(
        OpenTransaction transaction, uint subtransaction, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        NoteActor(transaction, subtransaction, message.Span);
        return transaction.Early!.AddAsync(subtransaction, message, transaction.Spool!, cancellationToken);
    }

    private static void NoteActor(OpenTransaction transaction, uint subtransaction, ReadOnlySpan<byte> message)
    {
        if (message[0] != MessageType.Message)
            return;
        var content = LogMessage.Read(new(message, 1));
        if (content.Prefix == LogMessage.ActorPrefix && content.ReadActor() is { } actor)
            transaction.AddActor(subtransaction, actor);
    }

    // A message that belongs to no transaction is one by itself.
    private void AddLoose(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] != MessageType.Message)
            throw Unexpected($"sent a message '{(char)bytes[0]}' outside of a transaction");
        var message = LogMessage.Read(new(bytes, 1));

        // One byte further than where it begins: a commit may end exactly there, and the next record is longer.
        var position = new SourcePosition(message.Lsn + 1);
        if (position > Ended)
            Ended = position;
        if (position > after && MessageDecoder.ToChange(message) is { } change)
            AddReady(new() { Transaction = new(with.Source, "0", position, with.Time.GetUtcNow()), Changes = [change] });
    }

    private static InvalidDataException Unexpected(string what) => new($"The server {what}.");
}
