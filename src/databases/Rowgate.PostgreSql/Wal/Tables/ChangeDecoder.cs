// Hot path: bench/Postgres/PostgresWal
using Rowgate.Core.Changes;
using Rowgate.Core.Values;
using Rowgate.PostgreSql.Wal.Protocol;

namespace Rowgate.PostgreSql.Wal.Tables;

/// <summary>Makes the messages of a transaction into changes. For one thread.</summary>
internal sealed class ChangeDecoder : IDisposable
{
    private readonly TupleDecoder _tuples = new();
    private readonly Dictionary<uint, RelationMessage> _announced = [];
    private readonly Dictionary<uint, WalTable> _tables = [];

    /// <summary>The table of the change that was decoded last; null before the first.</summary>
    public WalTable? Last { get; private set; }

    /// <summary>The table that must be resolved before the message can be decoded; null when <see cref="Incomplete"/> is the trouble.</summary>
    public RelationMessage? Unresolved { get; private set; }

    /// <summary>An update whose row lacks values that the log left out; they have to be read from the table.</summary>
    public (WalTable Table, RowImage After)? Incomplete { get; private set; }

    /// <summary>The image with what was read for <see cref="Incomplete"/>: the message is decoded with it.</summary>
    public RowImage Completed { get; set; }

    /// <summary>Roughly how many bytes the changes took that were decoded since this was set to zero.</summary>
    public long Bytes { get; set; }

    /// <summary>Decodes one message.</summary>
    /// <param name="message">The message, without the transaction id that it has when it is streamed.</param>
    /// <param name="output">Gets its changes; untouched when false is returned.</param>
    /// <returns>False when something must be asked of the database first.</returns>
    public bool TryDecode(ReadOnlySpan<byte> message, List<Change> output)
    {
        var reader = new MessageReader(message, 1);
        (Unresolved, Incomplete) = (null, null);
        Bytes += message.Length;
        switch (message[0])
        {
            case MessageType.Relation:
                Announce(RelationMessage.Read(reader));
                return true;
            case MessageType.Insert:
                return TryInsert(ref reader, output);
            case MessageType.Update:
                return TryUpdate(ref reader, output);
            case MessageType.Delete:
                return TryDelete(ref reader, output);
            case MessageType.Truncate:
                return TryTruncate(ref reader, output);
            default:
                return true;
        }
    }

    /// <summary>The table was looked up; the message can be decoded again.</summary>
    public void Resolve(WalTable table)
    {
        _tables[table.Id] = table;
        Last = table;
    }

    /// <summary>The types of a table are to be looked up again.</summary>
    public void Forget(uint table)
    {
        _tables.Remove(table);
        Last = null;
    }

    /// <inheritdoc/>
    public void Dispose() => _tuples.Dispose();

    // What it means is asked for when a change needs it: the log also announces partitions that are shown as their table.
    private void Announce(RelationMessage relation)
    {
        _announced[relation.Id] = relation;
        Forget(relation.Id);
    }

    private bool TryFind(uint id, out WalTable table)
    {
        if (Last?.Id == id)
        {
            table = Last;
            return true;
        }

        if (_tables.TryGetValue(id, out table!))
        {
            Last = table;
            return true;
        }

        Unresolved = _announced.TryGetValue(id, out var relation)
            ? relation
            : throw new InvalidDataException($"The log changes the table with id {id} without having announced it.");
        return false;
    }

    private bool TryInsert(ref MessageReader reader, List<Change> output)
    {
        if (!TryFind(reader.UInt32(), out var table))
            return false;
        reader.Byte();
        output.Add(new RowInserted(table.Shape, _tuples.Decode(ref reader, table)));
        return true;
    }

    private bool TryUpdate(ref MessageReader reader, List<Change> output)
    {
        if (!TryFind(reader.UInt32(), out var table))
            return false;
        var kind = reader.Byte();
        var before = default(RowImage);
        if (kind is (byte)'O' or (byte)'K')
        {
            before = _tuples.Decode(ref reader, table);
            reader.Byte();
        }

        var after = _tuples.Decode(ref reader, table, kind == 'O' ? before : default);
        if (_tuples.LacksValues)
        {
            if (Completed.IsNone)
            {
                Incomplete = (table, after);
                return false;
            }

            (after, Completed) = (Completed, default);
        }

        if (kind == 'O')
        {
            output.Add(new RowUpdated(table.Shape, before, after));
            return true;
        }

        // Without the whole earlier row the update is still worth the row as it is, and the end of the row with the old key.
        if (kind == 'K')
            output.Add(new RowDeleted(table.Shape, before));
        output.Add(new RowRead(table.Shape, after));
        return true;
    }

    private bool TryDelete(ref MessageReader reader, List<Change> output)
    {
        if (!TryFind(reader.UInt32(), out var table))
            return false;
        reader.Byte();
        output.Add(new RowDeleted(table.Shape, _tuples.Decode(ref reader, table)));
        return true;
    }

    private bool TryTruncate(ref MessageReader reader, List<Change> output)
    {
        var count = reader.Int32();
        reader.Byte();
        var tables = new WalTable[count];
        for (var i = 0; i < count; i++)
        {
            if (!TryFind(reader.UInt32(), out tables[i]))
                return false;
        }

        foreach (var table in tables)
            output.Add(new TableTruncated(table.Shape));
        return true;
    }
}
