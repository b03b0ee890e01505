using System.Buffers;

namespace Rowgate.Http.Messages;

/// <summary>Tells whether a text is the name of a time zone.</summary>
/// <remarks>The names are those of the machine's time zone database: a database knows the same, give or take a release.</remarks>
internal static class TimeZoneName
{
    private const int LengthMax = 64;

    // What the names of the IANA database are made of, so that nothing else comes near a file name or a setting.
    private static readonly SearchValues<char> Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-");

    /// <summary>The name as text; null when there is no such time zone.</summary>
    public static string? Find(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.Length > LengthMax || name.ContainsAnyExcept(Letters))
            return null;
        var text = name.ToString();
        return TimeZoneInfo.TryFindSystemTimeZoneById(text, out _) ? text : null;
    }
}
