using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Rowgate.Conformance;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Journal.Batches;

namespace Rowgate.Journal.Tests.Batches;

public sealed class BatchEncodingTests
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(100).WithQuietOnSuccess(true);

    [Fact]
    public void Whatever_is_encoded_decodes_to_the_same() => ForAll(seed =>
    {
        var parts = new HostileParts(seed).Several();
        var encoder = new BatchEncoder();
        var bytes = Encode(encoder, parts);
        var read = Decode(bytes, encoder.Shapes);

        Assert.Equal(parts.Count, read.Count);
        foreach (var (written, again) in parts.Zip(read))
        {
            Assert.Equal(written.Transaction, again.Transaction);
            Assert.Equal(written.Index, again.Index);
            Assert.Equal(written.IsLast, again.IsLast);
            Assert.Equal(written.Changes.Select(SampleChanges.Text), again.Changes.Select(SampleChanges.Text));
        }
    });

    [Fact]
    public void A_part_that_is_cut_goes_on_where_it_was_cut() => ForAll(seed =>
    {
        foreach (var part in new HostileParts(seed).Several())
        {
            var encoder = new BatchEncoder();
            var pieces = new List<TransactionPart>();
            for (var from = 0; from < part.Changes.Count;)
            {
                encoder.Begin(new(1000 + from));
                from = encoder.Add(part, from, lengthMax: 500);
                pieces.AddRange(Decode(encoder.Finish().ToArray(), encoder.Shapes, new(encoder.First.Value)));
            }

            Assert.Equal(part.Changes.Select(SampleChanges.Text), pieces.SelectMany(piece => piece.Changes).Select(SampleChanges.Text));
            Assert.Equal(part.IsLast, pieces[^1].IsLast);
            Assert.All(pieces[..^1], piece => Assert.False(piece.IsLast));
            Assert.All(pieces, piece => Assert.Equal(piece.Offset.Value - 1000, piece.Index - part.Index));
        }
    });

    [Fact]
    public void A_damaged_byte_is_noticed() => ForAll(seed =>
    {
        var encoder = new BatchEncoder();
        var bytes = Encode(encoder, new HostileParts(seed).Several());
        bytes[new Random(seed).Next(bytes.Length)] ^= (byte)(1 << new Random(seed).Next(8));
        Assert.Throws<InvalidDataException>(() => Decode(bytes, encoder.Shapes));
    });

    [Fact]
    public void A_batch_that_was_cut_off_is_noticed() => ForAll(seed =>
    {
        var encoder = new BatchEncoder();
        var bytes = Encode(encoder, new HostileParts(seed).Several());
        Assert.Throws<InvalidDataException>(() => Decode(bytes[..new Random(seed).Next(bytes.Length)], encoder.Shapes));
    });

    [Fact]
    public void Nonsense_with_a_right_checksum_ends_in_an_orderly_way() => ForAll(seed =>
    {
        var random = new Random(seed);
        var encoder = new BatchEncoder();
        var bytes = Encode(encoder, new HostileParts(seed).Several());
        for (var changes = random.Next(1, 20); changes > 0; changes--)
            bytes[random.Next(BatchFormat.CheckedFrom, bytes.Length)] = (byte)random.Next(256);
        Seal(bytes);
        try
        {
            Decode(bytes, encoder.Shapes);
        }
        catch (InvalidDataException)
        {
            // The only exception it may end with; some nonsense is even valid.
        }
    });

    [Fact]
    public void A_batch_at_the_wrong_place_is_noticed()
    {
        var encoder = new BatchEncoder();
        var bytes = Encode(encoder, [SampleChanges.Whole(1)]);
        Assert.Throws<InvalidDataException>(() => Decode(bytes, encoder.Shapes, new(1)));
    }

    [Fact]
    public void Images_are_slices_of_the_batch()
    {
        var encoder = new BatchEncoder();
        var bytes = Encode(encoder, [SampleChanges.Whole(1)]);
        var image = ((RowInserted)Decode(bytes, encoder.Shapes)[0].Changes[0]).After;
        Assert.True(bytes.AsSpan().Overlaps(image.Json.Span));
    }

    /// <summary>The bytes that docs/formats/journal.md draws. A journal of yesterday must be readable tomorrow.</summary>
    [Fact]
    public void The_bytes_are_those_of_the_document()
    {
        var encoder = new BatchEncoder();
        var part = new TransactionPart
        {
            Transaction = new("main", "7", new(7), DateTimeOffset.UnixEpoch, Actor: new("shop", "r1")),
            Changes = [new RowInserted(SampleChanges.Orders, RowImage.Of("[1]")), new RowDeleted(SampleChanges.Orders, RowImage.Of("[2]"))],
        };
        var bytes = Encode(encoder, [part]);

        var drawn =
            "01 3CFE87F3 0000000000000000 02000000 "
            + "05 02000000 00 07 0080B5F7F57F9F08 04 6D61696E 01 37 04 73686F70 02 7231 "
            + "01 00 25BDD657354F89BA 03 5B315D 03 00 03 5B325D";
        Assert.Equal(drawn.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(bytes));
    }

    private static byte[] Encode(BatchEncoder encoder, List<TransactionPart> parts)
    {
        encoder.Begin(JournalOffset.Start);
        foreach (var part in parts)
            Assert.Equal(part.Changes.Count, encoder.Add(part, 0, int.MaxValue));
        return encoder.Finish().ToArray();
    }

    private static List<TransactionPart> Decode(byte[] bytes, List<TableShape> shapes, JournalOffset first = default)
    {
        var parts = new List<TransactionPart>();
        new BatchDecoder(id => shapes.Find(shape => shape.Id == id) ?? throw new InvalidDataException("No such shape."))
            .Decode(bytes, first, parts);
        return parts;
    }

    private static void Seal(Span<byte> bytes) => BinaryPrimitives.WriteUInt32LittleEndian(
        bytes[BatchFormat.ChecksumAt..], Checksum.Of(bytes[BatchFormat.CheckedFrom..]));

    private static void ForAll(Action<int> property) =>
        Check.One(Config, Prop.ForAll(ArbMap.Default.ArbFor<int>(), property));
}
