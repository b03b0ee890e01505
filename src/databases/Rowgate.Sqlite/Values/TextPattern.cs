using System.Text;
using System.Text.RegularExpressions;
using Rowgate.Core.Errors;

namespace Rowgate.Sqlite.Values;

/// <summary>A regular expression of <c>match</c> and <c>imatch</c>, in time linear in the text.</summary>
internal sealed class TextPattern
{
    // The classes of POSIX that PostgreSQL knows and .NET does not.
    private static readonly (string Posix, string Net)[] Classes =
    [
        ("[:alpha:]", @"\p{L}"), ("[:digit:]", @"\d"), ("[:alnum:]", @"\p{L}\d"), ("[:space:]", @"\s"),
        ("[:upper:]", @"\p{Lu}"), ("[:lower:]", @"\p{Ll}"), ("[:punct:]", @"\p{P}\p{S}"), ("[:word:]", @"\w"),
    ];

    private readonly Regex _regex;

    /// <summary>Compiles the pattern.</summary>
    /// <exception cref="ArgumentException">It is not a regular expression, or one that needs to go back.</exception>
    public TextPattern(string pattern, bool ignoreCase)
    {
        foreach (var (posix, net) in Classes)
            pattern = pattern.Replace(posix, net, StringComparison.Ordinal);
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline
            | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            _regex = new Regex(pattern, options, PatternBudget.TimeMax);
        }
        catch (NotSupportedException cause)
        {
            throw new ArgumentException(cause.Message, nameof(pattern), cause);
        }
    }

    /// <summary>True when the pattern is found somewhere in the text.</summary>
    /// <exception cref="RefusedException">It took too long.</exception>
    public bool IsMatch(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return _regex.IsMatch(Encoding.UTF8.GetString(utf8));
        }
        catch (RegexMatchTimeoutException)
        {
            throw new RefusedException(PatternBudget.Overrun);
        }
    }
}
