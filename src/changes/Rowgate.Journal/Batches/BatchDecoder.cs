// Hot path: bench/Journal
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;

namespace Rowgate.Journal.Batches;

/// <summary>Makes the bytes of a batch into parts of transactions again. Images are slices of the batch's memory.</summary>
/// <remarks>For one thread. Throws <see cref="InvalidDataException"/> for bytes that are no batch.</remarks>
/// <param name="shapes">Finds a shape by its id; throws when it is not there.</param>
internal sealed class BatchDecoder(Func<long, TableShape> shapes)
{
    private readonly List<TableShape> _shapes = [];

    /// <summary>Decodes one batch.</summary>
    /// <param name="batch">The bytes; they must not change as long as the parts live.</param>
    /// <param name="first">The offset of the first change, as the store knows it.</param>
    /// <param name="parts">Where the parts are added.</param>
    public void Decode(ReadOnlyMemory<byte> batch, JournalOffset first, List<TransactionPart> parts)
    {
        var reader = new ByteReader(batch);
        if (reader.Byte() is var version && version != BatchFormat.Version)
            throw new InvalidDataException($"The batch has format {version}; this program reads format {BatchFormat.Version}.");
        var expected = reader.Fixed32();
        var actual = Checksum.Of(batch.Span[BatchFormat.CheckedFrom..]);
        if (actual != expected)
            throw new InvalidDataException($"The checksum is {actual:x8} where {expected:x8} was written.");
        if (reader.Fixed64() is var named && named != first.Value)
            throw new InvalidDataException($"The batch belongs at offset {named}.");

        _shapes.Clear();
        long left = reader.Fixed32();
        var offset = first;
        while (reader.Left > 0)
        {
            var part = ReadPart(ref reader, offset);
            parts.Add(part);
            offset = part.End;
            left -= part.Changes.Count;
        }

        if (left != 0)
            throw new InvalidDataException($"The count of changes is wrong by {left}.");
    }

    private TransactionPart ReadPart(ref ByteReader reader, JournalOffset offset)
    {
        var flags = reader.Byte();
        var count = reader.Fixed32();
        if (count == 0 || count > reader.Left)
            throw new InvalidDataException($"A part says it holds {count} changes.");
        var index = (long)reader.Number();
        var info = ReadInfo(ref reader, flags);
        var changes = new Change[count];
        for (var at = 0; at < changes.Length; at++)
            changes[at] = ReadChange(ref reader);
        return new()
        {
            Transaction = info,
            Offset = offset,
            Index = index,
            IsLast = (flags & BatchFormat.IsLast) != 0,
            Changes = changes,
        };
    }

    private static TransactionInfo ReadInfo(ref ByteReader reader, byte flags)
    {
        var position = new SourcePosition(reader.Number());
        var ticks = reader.Fixed64();
        if ((ulong)ticks > (ulong)DateTimeOffset.MaxValue.Ticks)
            throw new InvalidDataException("The commit time is out of range.");
        var source = reader.Text();
        var id = reader.Text();
        var origin = (flags & BatchFormat.HasOrigin) == 0 ? null : reader.Text();
        var actor = (flags & BatchFormat.HasActor) == 0 ? null : new Actor(reader.Text(), reader.Text());
        return new(source, id, position, new(ticks, TimeSpan.Zero), origin, actor);
    }

    private Change ReadChange(ref ByteReader reader) => reader.Byte() switch
    {
        BatchFormat.Inserted => new RowInserted(ReadShape(ref reader), new RowImage(reader.Bytes())),
        BatchFormat.Updated => new RowUpdated(ReadShape(ref reader), new RowImage(reader.Bytes()), new RowImage(reader.Bytes())),
        BatchFormat.Deleted => new RowDeleted(ReadShape(ref reader), new RowImage(reader.Bytes())),
        BatchFormat.Read => new RowRead(ReadShape(ref reader), new RowImage(reader.Bytes())),
        BatchFormat.Truncated => new TableTruncated(ReadShape(ref reader)),
        BatchFormat.Message => new LogicalMessage(reader.Text(), reader.Bytes()),
        BatchFormat.Schema => ReadSchema(ref reader),
        BatchFormat.Gap => new CaptureGap(reader.Text()),
        var kind => throw new InvalidDataException($"A change of unknown kind {kind}."),
    };

    private SchemaChanged ReadSchema(ref ByteReader reader)
    {
        var flags = reader.Byte();
        var before = (flags & BatchFormat.HasBefore) == 0 ? null : ReadShape(ref reader);
        var after = (flags & BatchFormat.HasAfter) == 0 ? null : ReadShape(ref reader);
        return new(before, after);
    }

    private TableShape ReadShape(ref ByteReader reader)
    {
        var index = reader.Number();
        if (index < (ulong)_shapes.Count)
            return _shapes[(int)index];
        if (index > (ulong)_shapes.Count)
            throw new InvalidDataException($"A change refers to shape {index} of {_shapes.Count}.");
        var shape = shapes(reader.Fixed64());
        _shapes.Add(shape);
        return shape;
    }
}
