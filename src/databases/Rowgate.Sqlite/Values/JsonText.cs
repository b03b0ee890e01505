// Hot path: bench/PointRead
using System.Buffers;
using System.Text.Json;

namespace Rowgate.Sqlite.Values;

/// <summary>JSON documents that are kept as text.</summary>
internal static class JsonText
{
    // As deep as PostgreSQL's parser goes with its default stack, roughly; deeper text is shown as text.
    private const int DepthMax = 1000;

    internal static readonly JsonReaderOptions Strict = new() { MaxDepth = DepthMax };

    /// <summary>True when the text is one JSON document.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Strict);
        try
        {
            while (reader.Read())
            {
                // Reading checks.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Writes a valid document without line breaks, so that it fits into one line of an event stream.</summary>
    /// <remarks>Control characters cannot stand inside a JSON string, so those that are there are white space.</remarks>
    public static void WriteOnOneLine(IBufferWriter<byte> output, ReadOnlySpan<byte> document)
    {
        document = document.Trim(" \t\r\n"u8);
        while (document.IndexOfAny("\t\r\n"u8) is var at and >= 0)
        {
            output.Write(document[..at]);
            document = document[(at + 1)..];
        }

        output.Write(document);
    }
}
