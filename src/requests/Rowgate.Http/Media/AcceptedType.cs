using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Rowgate.Http.Media;

/// <summary>A media type that a client accepts.</summary>
/// <param name="Name">Type and subtype in lower case.</param>
/// <param name="NullsStripped">True with the parameter <c>nulls=stripped</c>.</param>
/// <param name="For">The parameter <c>for</c> without its quotes; null when there is none.</param>
/// <param name="Options">The words of the parameter <c>options</c>; empty when there is none.</param>
internal sealed record AcceptedType(string Name, bool NullsStripped, string? For, string[] Options)
{
    /// <summary>Reads the header: what is wanted most first, and of equals the first in the header. Those of no worth (q=0)
    /// are left out.</summary>
    public static IEnumerable<AcceptedType> Parse(StringValues accept) =>
        from item in accept.SelectMany(header => (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        let read = Read(item)
        where read.Quality > 0
        orderby read.Quality descending
        select read.Type;

    /// <summary>Reads one media type, such as the one that a plan is made for.</summary>
    public static AcceptedType ParseOne(string text) => Read(text).Type;

    private static (AcceptedType Type, double Quality) Read(string item)
    {
        var parts = item.Split(';', StringSplitOptions.TrimEntries);
        var quality = 1.0;
        var isStripped = false;
        string? target = null;
        string[] options = [];
        foreach (var part in parts.AsSpan(1))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var value = at < 0 ? "" : part[(at + 1)..].Trim('"');
            switch (at < 0 ? "" : part[..at].TrimEnd().ToLowerInvariant())
            {
                case "q":
                    quality = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var q) ? q : 0;
                    break;
                case "nulls":
                    isStripped = value.Equals("stripped", StringComparison.OrdinalIgnoreCase);
                    break;
                case "for":
                    target = value;
                    break;
                case "options":
                    options = value.ToLowerInvariant().Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                    break;
            }
        }

        return (new(parts[0].ToLowerInvariant(), isStripped, target, options), quality);
    }
}
