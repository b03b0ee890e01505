// Hot path: bench/Fanout
using System.Buffers;
using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;

namespace Rowgate.Live.Events;

/// <summary>Writes the data of events as <c>docs/reference/live.md</c> says.</summary>
internal static class EventWriter
{
    /// <summary>The event that tells nothing but how far the journal was followed.</summary>
    public static LiveEvent Progress(JournalOffset offset) => new(LiveEventKind.Progress, offset, default);

    /// <summary>The end of a stream whose client read too slowly.</summary>
    /// <param name="resume">The last id that was delivered.</param>
    public static LiveEvent Lagged(ResumeId resume)
    {
        var output = new ArrayBufferWriter<byte>(32);
        output.Write("{\"resume\":"u8);
        WriteText(output, resume.ToString());
        output.Write("}"u8);
        return new(LiveEventKind.Lagged, resume.Offset, output.WrittenMemory);
    }

    /// <summary>The end of a stream whose query cannot go on.</summary>
    public static LiveEvent Error(Refusal refusal)
    {
        var output = new ArrayBufferWriter<byte>(256);
        output.Write("{\"code\":"u8);
        WriteText(output, refusal.Code.Text);
        output.Write(",\"message\":"u8);
        WriteText(output, refusal.Message);
        output.Write(",\"details\":"u8);
        WriteText(output, refusal.Details);
        output.Write(",\"hint\":"u8);
        WriteText(output, refusal.Hint);
        output.Write("}"u8);
        return new(LiveEventKind.Error, null, output.WrittenMemory);
    }

    /// <summary>A table of the query has another shape.</summary>
    /// <param name="table">The table.</param>
    /// <param name="shape">Its shape now; null when it is gone.</param>
    /// <param name="offset">The last id before the event: who resumes there meets the new shape again, and gets its rows.</param>
    public static LiveEvent Schema(TableName table, TableShape? shape, JournalOffset? offset)
    {
        var output = new ArrayBufferWriter<byte>(256);
        output.Write("{\"table\":"u8);
        WriteText(output, table.ToString());
        output.Write(",\"columns\":"u8);
        if (shape is null)
            LiteralWriter.WriteNull(output);
        else
            WriteColumns(output, shape);
        output.Write("}"u8);
        return new(LiveEventKind.Schema, offset, output.WrittenMemory);
    }

    /// <summary>Writes text in quotes, or <c>null</c>.</summary>
    public static void WriteText(IBufferWriter<byte> output, string? text)
    {
        if (text is null)
            LiteralWriter.WriteNull(output);
        else
            LiteralWriter.WriteText(output, Encoding.UTF8.GetBytes(text));
    }

    private static void WriteColumns(ArrayBufferWriter<byte> output, TableShape shape)
    {
        for (var i = 0; i < shape.Columns.Length; i++)
        {
            output.Write(i == 0 ? "[{\"name\":"u8 : ",{\"name\":"u8);
            WriteText(output, shape.Columns[i].Name);
            output.Write(",\"type\":"u8);
            WriteText(output, shape.Columns[i].Type);
            output.Write("}"u8);
        }

        output.Write(shape.Columns.IsEmpty ? "[]"u8 : "]"u8);
    }
}
