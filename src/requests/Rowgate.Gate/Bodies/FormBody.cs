using System.Buffers;
using System.Collections.Immutable;
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
        foreach (var (name, value) in Pairs(body))
            json.WriteString(name, value);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>The fields in order; a name may be there more than once.</summary>
    public static ImmutableArray<(string Name, string Value)> Pairs(ReadOnlyMemory<byte> body)
    {
        var pairs = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var pair in Encoding.UTF8.GetString(body.Span).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            pairs.Add((WebUtility.UrlDecode(at < 0 ? pair : pair[..at]), at < 0 ? "" : WebUtility.UrlDecode(pair[(at + 1)..])));
        }

        return pairs.ToImmutable();
    }
}
