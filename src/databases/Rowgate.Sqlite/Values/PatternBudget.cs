using Rowgate.Core.Errors;

namespace Rowgate.Sqlite.Values;

/// <summary>What a pattern may cost. SQLite cannot be interrupted inside of one test, nor can the matching of live queries.</summary>
internal static class PatternBudget
{
    /// <summary>The longest pattern, in characters.</summary>
    public const int LengthMax = 1000;

    /// <summary>The steps of a test of LIKE beside those that are in proportion to the text: about 0.1 s.</summary>
    public const long StepsMax = 10_000_000;

    /// <summary>The time of a test of a regular expression.</summary>
    public static readonly TimeSpan TimeMax = TimeSpan.FromMilliseconds(500);

    /// <summary>What the caller is told.</summary>
    public static readonly Refusal Overrun = new(
        RefusalCode.QueryTooComplex,
        "A pattern takes too long on a text of this column",
        Hint: "Use a shorter pattern with fewer wildcards, or narrow the rows by another filter first.");
}
