using System.Globalization;

namespace Rowgate.Core.Positions;

/// <summary>A place in a source's own log of changes. Only comparable within one source.</summary>
/// <remarks>
/// PostgreSQL: the LSN behind a commit record. SQLite: the id of the last change of a transaction in the change table.
/// Zero means "before everything".
/// </remarks>
/// <param name="Value">The number the source counts by; grows with every transaction.</param>
public readonly record struct SourcePosition(ulong Value) : IComparable<SourcePosition>
{
    /// <summary>Before every change.</summary>
    public static readonly SourcePosition None;

    /// <inheritdoc/>
    public int CompareTo(SourcePosition other) => Value.CompareTo(other.Value);

    /// <summary>True when <paramref name="left"/> is older.</summary>
    public static bool operator <(SourcePosition left, SourcePosition right) => left.Value < right.Value;

    /// <summary>True when <paramref name="left"/> is newer.</summary>
    public static bool operator >(SourcePosition left, SourcePosition right) => left.Value > right.Value;

    /// <summary>True when <paramref name="left"/> is older or the same.</summary>
    public static bool operator <=(SourcePosition left, SourcePosition right) => left.Value <= right.Value;

    /// <summary>True when <paramref name="left"/> is newer or the same.</summary>
    public static bool operator >=(SourcePosition left, SourcePosition right) => left.Value >= right.Value;

    /// <summary>The text form: decimal digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
