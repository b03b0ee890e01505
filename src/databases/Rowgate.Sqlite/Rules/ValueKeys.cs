// Hot path: bench/Fanout
using System.Buffers;
using System.Globalization;
using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Rules;

/// <summary>The form of a value in which SQLite's <c>=</c> is equality of bytes.</summary>
internal static class ValueKeys
{
    private const int StackBytesMax = 512;

    /// <summary>The key of a literal in a row image.</summary>
    public static ValueKey? Of(Column column, ReadOnlySpan<byte> literal)
    {
        if (!HasKeys(column, out var collation))
            return null;
        byte[]? rented = null;
        var scratch = literal.Length <= StackBytesMax
            ? stackalloc byte[StackBytesMax]
            : (rented = ArrayPool<byte>.Shared.Rent(literal.Length));
        var key = Of(LiteralValue.Read(column.Type.Kind, literal, scratch), collation);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return key;
    }

    /// <summary>The key of an operand of <c>eq</c>.</summary>
    public static ValueKey? Of(Column column, string operand)
    {
        if (!HasKeys(column, out var collation))
            return null;
        var value = Operand.Read(column.Type.Kind, operand);
        return value.Accepted ? Of(value.Value.Raw, collation) : null;
    }

    // A JSON literal does not tell `"a"` from `a`, so documents have none.
    private static bool HasKeys(Column column, out TextCollation collation)
    {
        var known = TextCollation.Find(column.Type.Collation);
        collation = known ?? TextCollation.Binary;
        return known is not null && column.Type.Kind is not (ValueKind.Json or ValueKind.Array);
    }

    private static ValueKey? Of(in RawValue value, TextCollation collation) => value.Storage switch
    {
        StorageClass.Integer => new(value.Integer),
        StorageClass.Real when IsWhole(value.Real) => new((long)value.Real),
        StorageClass.Real => OfText(value.Real.ToString("R", CultureInfo.InvariantCulture)),
        StorageClass.Text => OfText(collation.Normalise(Encoding.UTF8.GetString(value.Bytes))),
        StorageClass.Blob => OfText("\\x" + Convert.ToHexStringLower(value.Bytes)),
        _ => null,
    };

    private static bool IsWhole(double real) =>
        real is >= -9223372036854775808.0 and < 9223372036854775808.0 && Math.Truncate(real) == real;

    private static ValueKey OfText(string text) => new(string.GetHashCode(text, StringComparison.Ordinal), text);
}
