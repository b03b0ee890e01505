using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Rowgate.Core.Query.Grammar;

/// <summary>The text behind the <c>?</c> of a URL, taken apart.</summary>
internal static class QueryString
{
    /// <summary>The parameters in order, decoded. Those without <c>=</c> are dropped.</summary>
    /// <returns>Null when a parameter is not UTF-8.</returns>
    public static List<(string Key, string Value)>? Split(string text)
    {
        List<(string Key, string Value)> parameters = [];
        var rest = text.AsSpan();
        foreach (var range in rest.Split('&'))
        {
            var part = rest[range];
            var equals = part.IndexOf('=');
            if (equals < 0)
                continue;
            if (Decode(part[..equals]) is not { } key || Decode(part[(equals + 1)..]) is not { } value)
                return null;
            parameters.Add((key, value));
        }

        return parameters;
    }

    /// <summary>Undoes percent-encoding and turns <c>+</c> into a space. A percent sign that encodes nothing stays.</summary>
    /// <returns>Null when the result is not UTF-8.</returns>
    public static string? Decode(ReadOnlySpan<char> encoded)
    {
        if (encoded.IndexOfAny('%', '+') < 0)
            return encoded.ToString();
        var bytes = new byte[Encoding.UTF8.GetByteCount(encoded)];
        var length = Encoding.UTF8.GetBytes(encoded, bytes);
        var written = 0;
        for (var at = 0; at < length; at++)
        {
            if (bytes[at] == '%' && at + 2 < length && TryHex(bytes.AsSpan(at + 1, 2), out var code))
            {
                bytes[written++] = code;
                at += 2;
            }
            else
            {
                bytes[written++] = bytes[at] == '+' ? (byte)' ' : bytes[at];
            }
        }

        var decoded = bytes.AsSpan(0, written);
        return Utf8.IsValid(decoded) ? Encoding.UTF8.GetString(decoded) : null;
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out byte code) =>
        byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code);
}
