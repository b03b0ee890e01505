// Hot path: bench/Fanout
using System.Buffers;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;

namespace Rowgate.Live.Events;

/// <summary>Writes the data of one <c>change</c> event, part by part in this order.</summary>
/// <remarks>Reusable, so that its buffer is. Not safe for several threads.</remarks>
internal sealed class ChangeWriter
{
    private readonly ArrayBufferWriter<byte> _output = new(256);

    /// <summary>Starts an event. The key follows.</summary>
    /// <returns>Where to write the key.</returns>
    public IBufferWriter<byte> Begin(ChangeOperation operation)
    {
        _output.ResetWrittenCount();
        _output.Write(operation switch
        {
            ChangeOperation.Enter => "{\"op\":\"enter\",\"key\":"u8,
            ChangeOperation.Change => "{\"op\":\"change\",\"key\":"u8,
            _ => "{\"op\":\"leave\",\"key\":"u8,
        });
        return _output;
    }

    /// <summary>The row, as the select list shows it.</summary>
    public void Row(ReadOnlySpan<byte> row)
    {
        _output.Write(",\"row\":"u8);
        _output.Write(row);
    }

    /// <summary>The key under which clients hold the row, when it is another one now. The key follows.</summary>
    /// <returns>Where to write the key.</returns>
    public IBufferWriter<byte> OldKey()
    {
        _output.Write(",\"old_key\":"u8);
        return _output;
    }

    /// <summary>The place of the row in an ordered and limited result.</summary>
    public void Index(int index)
    {
        _output.Write(",\"index\":"u8);
        LiteralWriter.WriteInteger(_output, index);
    }

    /// <summary>What statement it was, and when it was committed.</summary>
    /// <param name="cause">The word of the protocol.</param>
    /// <param name="commit">The time in quotes.</param>
    public void Cause(ReadOnlySpan<byte> cause, ReadOnlySpan<byte> commit)
    {
        _output.Write(",\"cause\":\""u8);
        _output.Write(cause);
        _output.Write("\",\"commit\":"u8);
        _output.Write(commit);
    }

    /// <summary>Ends the event.</summary>
    /// <param name="offset">Its id; null when it belongs together with the next one.</param>
    public LiveEvent End(JournalOffset? offset)
    {
        _output.Write("}"u8);
        return new(LiveEventKind.Change, offset, _output.WrittenSpan.ToArray());
    }
}
