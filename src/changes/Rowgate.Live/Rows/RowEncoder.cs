// Hot path: bench/Fanout
using System.Buffers;
using System.Collections.Immutable;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Live.Events;

namespace Rowgate.Live.Rows;

/// <summary>Writes the events of changes that are followed row by row.</summary>
/// <remarks>Keeps its buffers. Not safe for several threads.</remarks>
internal sealed class RowEncoder
{
    private readonly ArrayBufferWriter<byte> _row = new(256);
    private readonly ArrayBufferWriter<byte> _oldRow = new(256);
    private readonly ChangeWriter _writer = new();

    /// <summary>Writes what a change says to the followers of a view.</summary>
    public RowEvents Encode(RowView view, RowChange change, ChangeOperation operation)
    {
        var end = change.Offset.Plus(1);
        var shown = operation == ChangeOperation.Leave ? change.Before! : change.After!;
        Project(view, shown, _row);
        if (operation != ChangeOperation.Change)
            return new(Write(view, change, operation, shown, _row.WrittenSpan, end));

        Project(view, change.Before!, _oldRow);
        var sameKey = SameKey(view.KeyOrdinals, change.Before!, change.After!);
        if (sameKey && _row.WrittenSpan.SequenceEqual(_oldRow.WrittenSpan))
            return default;
        if (view.Key.HasKey)
            return new(Write(view, change, operation, shown, _row.WrittenSpan, end, sameKey ? null : change.Before));
        return new(
            Write(view, change, ChangeOperation.Leave, change.Before!, _oldRow.WrittenSpan, id: null),
            Write(view, change, ChangeOperation.Enter, shown, _row.WrittenSpan, end));
    }

    private LiveEvent Write(
        RowView view,
        RowChange change,
        ChangeOperation operation,
        ColumnOffsets keyed,
        ReadOnlySpan<byte> row,
        JournalOffset? id,
        ColumnOffsets? oldKeyed = null)
    {
        view.Key.Write(_writer.Begin(operation), keyed, view.KeyOrdinals);
        _writer.Row(row);
        if (oldKeyed is not null)
            view.Key.Write(_writer.OldKey(), oldKeyed, view.KeyOrdinals);
        _writer.Cause(change.Cause, change.Commit);
        return _writer.End(id);
    }

    private static void Project(RowView view, ColumnOffsets row, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        view.Projector.Write(row, output);
    }

    private static bool SameKey(ImmutableArray<int> key, ColumnOffsets before, ColumnOffsets after)
    {
        foreach (var ordinal in key)
        {
            if (!before[ordinal].SequenceEqual(after[ordinal]))
                return false;
        }

        return true;
    }
}
