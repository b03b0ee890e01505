using System.Buffers;
using System.Collections.Immutable;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;

namespace Rowgate.Live.Events;

/// <summary>Gathers rows for one <c>snapshot</c> event.</summary>
/// <param name="hiddenKey">The primary key's columns when the rows do not show them all, so that the event has the keys beside
/// the rows; else empty.</param>
internal sealed class SnapshotChunk(ImmutableArray<string> hiddenKey)
{
    /// <summary>How many rows an event has at most.</summary>
    public const int RowsMax = 1000;

    /// <summary>How many bytes of rows an event has at most, unless a single row has more.</summary>
    public const int BytesMax = 256 * 1024;

    private readonly KeyWriter? _keyWriter = hiddenKey.IsEmpty ? null : new(hiddenKey);
    private readonly ImmutableArray<int> _keyOrdinals = [.. Enumerable.Range(0, hiddenKey.Length)];
    private readonly ColumnOffsets _key = new();
    private readonly ArrayBufferWriter<byte> _keys = new();
    private ArrayBufferWriter<byte> _output = new();
    private int _count;

    /// <summary>Adds a row.</summary>
    /// <param name="row">The object.</param>
    /// <param name="key">Its key as an array; not used when the rows show it.</param>
    /// <returns>False when the event must be taken first; the row is not added then.</returns>
    public bool TryAdd(ReadOnlySpan<byte> row, ReadOnlyMemory<byte> key)
    {
        if (_count == RowsMax || (_count > 0 && _output.WrittenCount + _keys.WrittenCount + row.Length > BytesMax))
            return false;
        _output.Write(_count == 0 ? "{\"rows\":["u8 : ","u8);
        _output.Write(row);
        if (_keyWriter is not null)
        {
            _keys.Write(_count == 0 ? "],\"keys\":["u8 : ","u8);
            _key.Read(new(key));
            _keyWriter.Write(_keys, _key, _keyOrdinals);
        }

        _count++;
        return true;
    }

    /// <summary>Makes the event that more events of this snapshot follow, and starts the next.</summary>
    public LiveEvent TakeFull() => Take(null, "],\"more\":true}"u8);

    /// <summary>Makes the last event of the snapshot; it may have no rows.</summary>
    /// <param name="offset">Where to resume: the place behind all that the rows show.</param>
    public LiveEvent TakeLast(JournalOffset offset) => Take(offset, "],\"more\":false}"u8);

    private LiveEvent Take(JournalOffset? offset, ReadOnlySpan<byte> tail)
    {
        if (_count == 0)
            _output.Write("{\"rows\":["u8);
        _output.Write(_keys.WrittenSpan);
        _output.Write(tail);
        var data = _output.WrittenMemory;
        _output = new();
        _keys.ResetWrittenCount();
        _count = 0;
        return new(LiveEventKind.Snapshot, offset, data);
    }
}
