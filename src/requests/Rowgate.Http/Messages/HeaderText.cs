using System.Buffers;

namespace Rowgate.Http.Messages;

/// <summary>Makes headers of what SQL says, which may be anything.</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> NameLetters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>True when a text can be the name of a header, other than one that frames the message.</summary>
    public static bool IsName(string name) =>
        name.Length > 0
        && !name.AsSpan().ContainsAnyExcept(NameLetters)
        && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Connection", StringComparison.OrdinalIgnoreCase);

    /// <summary>A text that can stand in a header or status line: whatever cannot is a question mark.</summary>
    public static string Value(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        ? text
        : string.Create(text.Length, text, (output, from) =>
        {
            for (var i = 0; i < output.Length; i++)
                output[i] = from[i] is >= ' ' and <= '~' ? from[i] : '?';
        });
}
