using System.Buffers;
using System.Globalization;

namespace Rowgate.Core.Positions;

/// <summary>An offset as clients have it: with the epoch of the journal in which it was given, so that another journal, or an
/// older copy of this one, does not take it for its own.</summary>
/// <remarks>Text form: <c>1240-5f3a9c01</c>. Clients send back what they were given, and read nothing in it.</remarks>
/// <param name="Offset">The place in the journal.</param>
/// <param name="Epoch">The name of the epoch: 1 to 16 lower-case letters and digits.</param>
public readonly record struct ResumeId(JournalOffset Offset, string Epoch)
{
    private const int EpochLengthMax = 16;
    private static readonly SearchValues<char> EpochLetters = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz");

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ResumeId id)
    {
        id = default;
        var dash = text.IndexOf('-');
        if (dash < 0 || !JournalOffset.TryParse(text[..dash], out var offset))
            return false;
        var epoch = text[(dash + 1)..];
        if (epoch.Length is 0 or > EpochLengthMax || epoch.ContainsAnyExcept(EpochLetters))
            return false;
        id = new(offset, epoch.ToString());
        return true;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Offset.Value}-{Epoch}");
}
