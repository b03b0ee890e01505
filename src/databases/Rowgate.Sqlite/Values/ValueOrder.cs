// Hot path: bench/Fanout
namespace Rowgate.Sqlite.Values;

/// <summary>SQLite's order of values: numbers before texts before blobs, numbers by their exact value.</summary>
/// <remarks>Source: https://www.sqlite.org/datatype3.html#comparison_expressions</remarks>
internal static class ValueOrder
{
    /// <summary>Compares two values, neither of them null.</summary>
    public static int Compare(in RawValue left, in RawValue right, TextCollation collation)
    {
        var (leftRank, rightRank) = (Rank(left.Storage), Rank(right.Storage));
        if (leftRank != rightRank)
            return leftRank.CompareTo(rightRank);
        return leftRank switch
        {
            0 => CompareNumbers(left, right),
            1 => collation.Compare(left.Bytes, right.Bytes),
            _ => left.Bytes.SequenceCompareTo(right.Bytes),
        };
    }

    private static int Rank(StorageClass storage) => storage switch
    {
        StorageClass.Integer or StorageClass.Real => 0,
        StorageClass.Text => 1,
        _ => 2,
    };

    private static int CompareNumbers(in RawValue left, in RawValue right)
    {
        if (left.Storage == StorageClass.Integer)
            return right.Storage == StorageClass.Integer ? left.Integer.CompareTo(right.Integer) : Compare(left.Integer, right.Real);
        return right.Storage == StorageClass.Integer ? -Compare(right.Integer, left.Real) : left.Real.CompareTo(right.Real);
    }

    // Exact, unlike a comparison after converting the integer: 2^53 + 1 is greater than 2^53.
    private static int Compare(long integer, double real)
    {
        if (real < -9223372036854775808.0)
            return 1;
        if (real >= 9223372036854775808.0)
            return -1;
        var whole = (long)real;
        return integer != whole ? integer.CompareTo(whole) : 0.0.CompareTo(real - Math.Truncate(real));
    }
}
