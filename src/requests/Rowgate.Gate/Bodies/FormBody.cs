using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Rowgate.Core.Errors;

namespace Rowgate.Gate.Bodies;

/// <summary>Reads a form body (<c>a=1&amp;b=x</c>): one row of strings.</summary>
internal static class FormBody
{
    /// <summary>Makes JSON of a body.</summary>
    public static Outcome<ReadOnlyMemory<byte>> ToJson(ReadOnlyMemory<byte> body)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 64);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        foreach (var pair in Encoding.UTF8.GetString(body.Span).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            json.WriteString(
                WebUtility.UrlDecode(at < 0 ? pair : pair[..at]), at < 0 ? "" : WebUtility.UrlDecode(pair[(at + 1)..]));
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}
