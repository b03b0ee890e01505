using System.Buffers;
using Rowgate.Core.Errors;

namespace Rowgate.Gate.Bodies;

/// <summary>Reads an NDJSON body: a JSON object on each line. Lines without anything on them do not count.</summary>
/// <remarks>Source: https://github.com/ndjson/ndjson-spec</remarks>
internal static class NdJsonBody
{
    /// <summary>Makes a JSON array of a body; whether it is valid is found out by whoever reads that.</summary>
    public static Outcome<ReadOnlyMemory<byte>> ToJson(ReadOnlySpan<byte> body)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 2);
        output.Write("["u8);
        var isFirst = true;
        foreach (var range in body.Split((byte)'\n'))
        {
            var line = body[range].Trim(" \t\r"u8);
            if (line.IsEmpty)
                continue;
            if (!isFirst)
                output.Write(",\n"u8);
            output.Write(line);
            isFirst = false;
        }

        output.Write("]"u8);
        return output.WrittenMemory;
    }
}
