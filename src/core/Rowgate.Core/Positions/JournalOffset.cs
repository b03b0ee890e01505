using System.Globalization;

namespace Rowgate.Core.Positions;

/// <summary>A place in the journal. Counts changes from zero, grows by one per change, without gaps.</summary>
/// <param name="Value">The number of changes before this place.</param>
public readonly record struct JournalOffset(long Value) : IComparable<JournalOffset>
{
    /// <summary>The place of the first change ever.</summary>
    public static readonly JournalOffset Start;

    /// <summary>Reads the text form: decimal digits, nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out JournalOffset offset)
    {
        var ok = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        offset = new(value);
        return ok;
    }

    /// <summary>The place this many changes further on.</summary>
    public JournalOffset Plus(long changes) => new(Value + changes);

    /// <inheritdoc/>
    public int CompareTo(JournalOffset other) => Value.CompareTo(other.Value);

    /// <summary>True when <paramref name="left"/> is older.</summary>
    public static bool operator <(JournalOffset left, JournalOffset right) => left.Value < right.Value;

    /// <summary>True when <paramref name="left"/> is newer.</summary>
    public static bool operator >(JournalOffset left, JournalOffset right) => left.Value > right.Value;

    /// <summary>True when <paramref name="left"/> is older or the same.</summary>
    public static bool operator <=(JournalOffset left, JournalOffset right) => left.Value <= right.Value;

    /// <summary>True when <paramref name="left"/> is newer or the same.</summary>
    public static bool operator >=(JournalOffset left, JournalOffset right) => left.Value >= right.Value;

    /// <summary>The text form: decimal digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
