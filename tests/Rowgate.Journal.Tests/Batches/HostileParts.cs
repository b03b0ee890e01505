using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;

namespace Rowgate.Journal.Tests.Batches;

/// <summary>Parts of transactions with the values that break things, the same for the same seed.</summary>
internal sealed class HostileParts(int seed)
{
    private static readonly string[] Texts =
        ["", "\0", "main", "naïve 🦊", "\"\\\n\t", "'; DROP TABLE batch; --", "ÿ", new('x', 127), new('y', 128), new('z', 20_000)];

    private readonly Random _random = new(seed);

    public List<TransactionPart> Several()
    {
        var shapes = Enumerable.Range(0, _random.Next(1, 300)).Select(_ => Shape()).ToArray();
        return [.. Enumerable.Range(0, _random.Next(1, 20)).Select(_ => Part(shapes))];
    }

    private TransactionPart Part(TableShape[] shapes) => new()
    {
        Transaction = new(
            Text(),
            Text(),
            new SourcePosition(Number()),
            new DateTimeOffset(_random.NextInt64(DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero),
            _random.Next(2) == 0 ? null : Text(),
            _random.Next(2) == 0 ? null : new(Text(), Text())),
        Index = (long)(Number() >> 2),
        IsLast = _random.Next(2) == 0,
        Changes = [.. Enumerable.Range(0, _random.Next(1, 50)).Select(_ => Change(shapes))],
    };

    private Change Change(TableShape[] shapes)
    {
        var shape = shapes[_random.Next(shapes.Length)];
        return _random.Next(8) switch
        {
            0 => new RowInserted(shape, Image()),
            1 => new RowUpdated(shape, Image(), Image()),
            2 => new RowDeleted(shape, Image()),
            3 => new RowRead(shape, Image()),
            4 => new TableTruncated(shape),
            5 => new LogicalMessage(Text(), Image().Json),
            6 => new CaptureGap(Text()),
            _ => new SchemaChanged(
                _random.Next(2) == 0 ? null : shape, _random.Next(2) == 0 ? null : shapes[_random.Next(shapes.Length)]),
        };
    }

    private TableShape Shape() => new(
        new TableName(Text(), Text()),
        [.. Enumerable.Range(0, _random.Next(4)).Select(_ => new ShapeColumn(Text(), Text(), ValueKind.Json))],
        [.. Enumerable.Range(0, _random.Next(3))]);

    // An image is only bytes to the journal, JSON or not.
    private RowImage Image()
    {
        var bytes = new byte[_random.Next(4) switch { 0 => 0, 1 => _random.Next(130), _ => _random.Next(300) }];
        _random.NextBytes(bytes);
        return new(bytes);
    }

    private string Text() => Texts[_random.Next(Texts.Length)];

    // All lengths from one bit to 64.
    private ulong Number() => (ulong)_random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(64);
}
