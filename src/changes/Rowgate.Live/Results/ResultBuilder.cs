using System.Collections.Immutable;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.Live.Events;

namespace Rowgate.Live.Results;

/// <summary>Gathers the rows of one evaluation.</summary>
/// <param name="isKeyed">True when each row begins with its key, under the name <c>$key</c>.</param>
internal sealed class ResultBuilder(bool isKeyed)
{
    // What a row takes besides its text: itself, its identity, and its places in the indexes.
    private const int RowBytes = 128;

    private readonly ImmutableArray<ResultRow>.Builder _rows = ImmutableArray.CreateBuilder<ResultRow>();
    private readonly Dictionary<RowIdentity, int> _byIdentity = [];
    private readonly Dictionary<RowIdentity, int> _repeats = [];

    /// <summary>How many bytes the rows take in memory, roughly.</summary>
    public long Bytes { get; private set; }

    /// <summary>Copies a batch of rows.</summary>
    public void Add(RowBatch batch)
    {
        var copy = batch with { Json = batch.Json.ToArray() };
        Bytes += copy.Json.Length + (copy.Count * RowBytes);
        for (var i = 0; i < copy.Count; i++)
        {
            if (isKeyed)
                Add(new RowIdentity(KeyedRow.Split(copy[i], out var row), 0), row);
            else
                Add(new RowIdentity(copy[i], 0), copy[i]);
        }
    }

    /// <summary>The result.</summary>
    public ResultSet Build(JournalOffset offset) => new(_rows.ToImmutable(), _byIdentity, offset, Bytes);

    private void Add(RowIdentity identity, ReadOnlyMemory<byte> json)
    {
        if (!_byIdentity.TryAdd(identity, _rows.Count))
        {
            var occurrence = _repeats.GetValueOrDefault(identity) + 1;
            _repeats[identity] = occurrence;
            identity = identity with { Occurrence = occurrence };
            _byIdentity.Add(identity, _rows.Count);
        }

        _rows.Add(new(identity, json));
    }
}
