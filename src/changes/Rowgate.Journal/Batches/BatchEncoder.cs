// Hot path: bench/Journal
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;

namespace Rowgate.Journal.Batches;

/// <summary>Makes parts of transactions into the bytes of one batch. Reusable, and for one thread.</summary>
internal sealed class BatchEncoder
{
    private readonly ByteWriter _output = new();
    private readonly Dictionary<long, int> _indexes = [];
    private TableShape? _lastShape;
    private int _lastIndex;

    /// <summary>The offset of the first change.</summary>
    public JournalOffset First { get; private set; }

    /// <summary>How many changes are in it so far.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes it takes so far.</summary>
    public int Length => _output.Length;

    /// <summary>The shapes that its changes refer to, in the order they were met.</summary>
    public List<TableShape> Shapes { get; } = [];

    /// <summary>Empties the batch.</summary>
    public void Begin(JournalOffset first)
    {
        First = first;
        Count = 0;
        Shapes.Clear();
        _indexes.Clear();
        _lastShape = null;
        _output.Clear();
        _output.Byte(BatchFormat.Version);
        _output.Fixed32(0);
        _output.Fixed64(first.Value);
        _output.Fixed32(0);
    }

    /// <summary>Adds a part, or as much of it as fits; one change at least.</summary>
    /// <param name="part">The part.</param>
    /// <param name="from">The index in it of the first change to add.</param>
    /// <param name="lengthMax">The batch takes no further change once it is as long as this, in bytes.</param>
    /// <returns>The index of the first change that was not added.</returns>
    public int Add(TransactionPart part, int from, int lengthMax)
    {
        var start = Length;
        WriteHead(part, from);
        var changes = part.Changes;
        var at = from;
        do
            WriteChange(changes[at++]);
        while (at < changes.Count && Length < lengthMax);

        // Only now is it known how much the piece holds, and whether the transaction ends with it.
        var head = _output.Written[start..];
        if (part.IsLast && at == changes.Count)
            head[0] |= BatchFormat.IsLast;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], at - from);
        Count += at - from;
        return at;
    }

    /// <summary>Puts count and checksum in their places.</summary>
    /// <returns>The batch, valid until the next <see cref="Begin"/>.</returns>
    public ReadOnlySpan<byte> Finish()
    {
        var bytes = _output.Written;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[(BatchFormat.CheckedFrom + sizeof(long))..], Count);
        var checksum = Checksum.Of(bytes[BatchFormat.CheckedFrom..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[BatchFormat.ChecksumAt..], checksum);
        return bytes;
    }

    private void WriteHead(TransactionPart part, int from)
    {
        var info = part.Transaction;
        _output.Byte((byte)((info.Origin is null ? 0 : BatchFormat.HasOrigin) | (info.Actor is null ? 0 : BatchFormat.HasActor)));
        _output.Fixed32(0);
        _output.Number((ulong)(part.Index + from));
        _output.Number(info.Position.Value);
        _output.Fixed64(info.CommitTime.UtcTicks);
        _output.Text(info.Source);
        _output.Text(info.Id);
        if (info.Origin is not null)
            _output.Text(info.Origin);
        if (info.Actor is null)
            return;
        _output.Text(info.Actor.Service);
        _output.Text(info.Actor.Request);
    }

    private void WriteChange(Change change)
    {
        switch (change)
        {
            case RowInserted inserted:
                WriteRow(BatchFormat.Inserted, inserted.Shape, inserted.After.Json.Span);
                break;
            case RowUpdated updated:
                WriteRow(BatchFormat.Updated, updated.Shape, updated.Before.Json.Span);
                _output.Bytes(updated.After.Json.Span);
                break;
            case RowDeleted deleted:
                WriteRow(BatchFormat.Deleted, deleted.Shape, deleted.Before.Json.Span);
                break;
            case RowRead read:
                WriteRow(BatchFormat.Read, read.Shape, read.After.Json.Span);
                break;
            case TableTruncated truncated:
                _output.Byte(BatchFormat.Truncated);
                WriteShape(truncated.Shape);
                break;
            case LogicalMessage message:
                _output.Byte(BatchFormat.Message);
                _output.Text(message.Prefix);
                _output.Bytes(message.Content.Span);
                break;
            case SchemaChanged schema:
                WriteSchema(schema);
                break;
            case CaptureGap gap:
                _output.Byte(BatchFormat.Gap);
                _output.Text(gap.Reason);
                break;
            default:
                throw new ArgumentException($"A change of an unknown kind: {change.GetType().Name}.", nameof(change));
        }
    }

    private void WriteRow(byte kind, TableShape shape, ReadOnlySpan<byte> image)
    {
        _output.Byte(kind);
        WriteShape(shape);
        _output.Bytes(image);
    }

    private void WriteSchema(SchemaChanged schema)
    {
        _output.Byte(BatchFormat.Schema);
        _output.Byte((byte)((schema.Before is null ? 0 : BatchFormat.HasBefore) | (schema.After is null ? 0 : BatchFormat.HasAfter)));
        if (schema.Before is not null)
            WriteShape(schema.Before);
        if (schema.After is not null)
            WriteShape(schema.After);
    }

    // The first time the shape's id follows; after that its number in this batch says enough.
    private void WriteShape(TableShape shape)
    {
        if (!ReferenceEquals(shape, _lastShape))
        {
            _lastShape = shape;
            ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_indexes, shape.Id, out var isKnown);
            if (!isKnown)
            {
                index = Shapes.Count;
                Shapes.Add(shape);
                _lastIndex = index;
                _output.Number((ulong)index);
                _output.Fixed64(shape.Id);
                return;
            }

            _lastIndex = index;
        }

        _output.Number((ulong)_lastIndex);
    }
}
