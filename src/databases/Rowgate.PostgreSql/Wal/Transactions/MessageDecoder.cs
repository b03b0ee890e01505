// Hot path: bench/Postgres/PostgresWal
using Npgsql;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;
using Rowgate.PostgreSql.Wal.Protocol;
using Rowgate.PostgreSql.Wal.Tables;
using Rowgate.PostgreSql.Values;

namespace Rowgate.PostgreSql.Wal.Transactions;

/// <summary>Decodes the messages of a transaction, asking the database where the log does not say enough.</summary>
/// <param name="changes">Decodes what needs no question.</param>
/// <param name="shapes">Which shapes were told.</param>
/// <param name="connection">For questions.</param>
internal sealed class MessageDecoder(ChangeDecoder changes, ShapeMemory shapes, NpgsqlConnection connection)
{
    private readonly ImageSlab _slab = new();

    /// <summary>Makes a decoder of changes whose transaction has not ended.</summary>
    /// <param name="isStreamed">True when it comes in blocks between others, which may know other tables.</param>
    public EarlyDecoder Early(bool isStreamed) => new(isStreamed ? null : changes, connection);

    /// <summary>Roughly how many bytes were decoded since this was set to zero.</summary>
    public long Bytes
    {
        get => changes.Bytes;
        set => changes.Bytes = value;
    }

    /// <summary>Decodes one message.</summary>
    /// <param name="message">The message without the transaction id of a streamed one; borrowed until the task ends.</param>
    /// <param name="output">Gets its changes.</param>
    /// <param name="cancellationToken">Cancels questions.</param>
    public ValueTask DecodeAsync(ReadOnlyMemory<byte> message, List<Change> output, CancellationToken cancellationToken)
    {
        if (message.Span[0] == MessageType.Message)
            return DecodeMessageAsync(LogMessage.Read(new(message.Span, 1)), output, cancellationToken);
        try
        {
            if (changes.TryDecode(message.Span, output))
                return ValueTask.CompletedTask;
        }
        catch (StaleTypeException)
        {
            changes.Forget(new MessageReader(message.Span, 1).UInt32());
        }

        return AskAsync(message, output, cancellationToken);
    }

    /// <summary>Takes a change that was decoded before its transaction had ended.</summary>
    /// <param name="record">The change, as it was spooled; borrowed until the task ends.</param>
    /// <param name="early">What decoded it.</param>
    /// <param name="output">Gets it, behind what its table looks like when that is new.</param>
    /// <param name="cancellationToken">Cancels questions.</param>
    public ValueTask TakeAsync(
        ReadOnlyMemory<byte> record, EarlyDecoder early, List<Change> output, CancellationToken cancellationToken)
    {
        changes.Bytes += record.Length;
        if (early.Settled(SpooledChange.TableOf(record.Span)) is not { } shape)
            return SettleAsync(record, early, output, cancellationToken);
        output.Add(SpooledChange.Read(record.Span, shape, _slab));
        return ValueTask.CompletedTask;
    }

    /// <summary>A message outside of a transaction as a change; null when it is one of our own.</summary>
    public static LogicalMessage? ToChange(LogMessage message) => message.Prefix switch
    {
        LogMessage.HeartbeatPrefix or LogMessage.SchemaPrefix => null,
        _ => new(message.Prefix, message.Content),
    };

    private async ValueTask SettleAsync(
        ReadOnlyMemory<byte> record, EarlyDecoder early, List<Change> output, CancellationToken cancellationToken)
    {
        var table = SpooledChange.TableOf(record.Span);
        var relation = early.RelationOf(table);
        var now = await TableResolver.ResolveAsync(connection, relation, cancellationToken);
        var shape = early.Settle(table, now.Shape);
        Tell(relation.Id, shape, isNew: false, output);
        output.Add(SpooledChange.Read(record.Span, shape, _slab));
    }

    private void Tell(uint table, TableShape? shape, bool isNew, List<Change> output)
    {
        if (shapes.Tell(table, shape, isNew) is { } change)
            output.Add(change);
    }

    private async ValueTask AskAsync(ReadOnlyMemory<byte> message, List<Change> output, CancellationToken cancellationToken)
    {
        while (!changes.TryDecode(message.Span, output))
        {
            if (changes.Unresolved is { } relation)
            {
                var table = await TableResolver.ResolveAsync(connection, relation, cancellationToken);
                changes.Resolve(table);
                Tell(table.Id, table.Shape, isNew: false, output);
                continue;
            }

            if (changes.Incomplete is { } row)
                changes.Completed = await RowReader.CompleteAsync(connection, row.Table, row.After, cancellationToken);
        }
    }

    private async ValueTask DecodeMessageAsync(LogMessage message, List<Change> output, CancellationToken cancellationToken)
    {
        // Who made the transaction was noted when the message came.
        if (message.Prefix == LogMessage.ActorPrefix && message.ReadActor() is not null)
            return;
        if (message.Prefix == LogMessage.SchemaPrefix && SchemaNotice.Read(message.Content) is { } notice)
        {
            var table = notice.Relation is { } relation
                ? await TableResolver.ResolveAsync(connection, relation, cancellationToken)
                : null;
            Tell(notice.Table, table?.Shape, notice.IsNew, output);

            // Whoever follows the table begins anew with the shape that it has: no change tells of these rows.
            if (notice.HasOtherPartitions && table is not null)
                output.Add(new SchemaChanged(table.Shape, table.Shape));
            return;
        }

        if (ToChange(message) is { } change)
            output.Add(change);
    }
}
