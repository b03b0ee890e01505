using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Rowgate.Core.Errors;

namespace Rowgate.Gate.Bodies;

/// <summary>Reads a CSV body: a header line, then one row a line.</summary>
/// <remarks>
/// The exact value <c>NULL</c> is null, every other value a string. Source of the format: RFC 4180; a line may end
/// with CR LF or LF.
/// </remarks>
internal static class CsvBody
{
    private const int NamesMax = 2_000;
    private const int NameBytesMax = 256;

    /// <summary>Makes a JSON array of a body.</summary>
    public static Outcome<ReadOnlyMemory<byte>> ToJson(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
            return Refuse("The body is not valid UTF-8.");
        var lines = new CsvLines(Encoding.UTF8.GetString(body.Span).TrimStart('\uFEFF'));
        if (!lines.TryNext(out var header))
            return Refuse(lines.Fault ?? "The body is empty.");

        if (CheckNames(header) is { } refusal)
            return refusal;

        // Every row repeats the names, so a small body could become a huge document.
        var bytesMax = Math.Clamp(8L * body.Length, 64 << 20, 1 << 30);
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartArray();
        while (lines.TryNext(out var fields))
        {
            if (fields.Count != header.Count)
            {
                return Refuse(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Line {lines.Number} has {fields.Count} fields, and the header line has {header.Count}."));
            }

            WriteRow(json, header, fields);
            if (json.BytesCommitted + json.BytesPending > bytesMax)
                return TooLarge(bytesMax);
        }

        if (lines.Fault is { } fault)
            return Refuse(fault);
        json.WriteEndArray();
        json.Flush();
        return output.WrittenMemory;
    }

    private static Refusal? CheckNames(List<string> names)
    {
        if (names.Count > NamesMax)
            return Refuse($"The header line has more than {NamesMax} names.");
        return names.Exists(name => Encoding.UTF8.GetByteCount(name) > NameBytesMax)
            ? Refuse($"A name in the header line is longer than {NameBytesMax} bytes.")
            : null;
    }

    private static void WriteRow(Utf8JsonWriter json, List<string> header, List<string> fields)
    {
        json.WriteStartObject();
        for (var i = 0; i < header.Count; i++)
        {
            if (fields[i] == "NULL")
                json.WriteNull(header[i]);
            else
                json.WriteString(header[i], fields[i]);
        }

        json.WriteEndObject();
    }

    private static Refusal TooLarge(long bytesMax) =>
        new(
            RefusalCode.BodyTooLarge,
            $"The body is larger than {bytesMax} bytes as JSON",
            "Every row repeats the column names there.",
            "Send the rows in several requests.");

    private static Refusal Refuse(string details) =>
        new(RefusalCode.BodyNotUnderstood, "Empty or invalid csv", details, "Send a header line with the column names, then one row a line.");
}
