// Hot path: bench/PointRead
using System.Buffers;
using Rowgate.Core.Catalog;
using Rowgate.Core.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Values;

/// <summary>Writes SQLite's values as JSON literals: the only place that knows how, for reads and for capture.</summary>
/// <remarks>
/// What is stored decides; the declared type only chooses among readings of it: 0 and 1 in a boolean column are
/// <c>false</c> and <c>true</c>, a text in a JSON column is nested when it is valid JSON. Dates are as they are stored.
/// </remarks>
internal static class SqliteLiteral
{
    /// <summary>Writes a column of the row that a statement stands on.</summary>
    public static void Write(IBufferWriter<byte> output, ValueKind kind, SqliteStatement row, int column)
    {
        switch ((StorageClass)row.TypeOf(column))
        {
            case StorageClass.Integer:
                Write(output, kind, row.Integer(column));
                break;
            case StorageClass.Real:
                WriteReal(output, row.Float(column));
                break;
            case StorageClass.Text:
                WriteText(output, kind, row.Utf8(column));
                break;
            case StorageClass.Blob:
                LiteralWriter.WriteBytes(output, row.Blob(column));
                break;
            default:
                LiteralWriter.WriteNull(output);
                break;
        }
    }

    /// <summary>Writes a value that was taken out of its row.</summary>
    public static void Write(IBufferWriter<byte> output, ValueKind kind, in RawValue value)
    {
        switch (value.Storage)
        {
            case StorageClass.Integer:
                Write(output, kind, value.Integer);
                break;
            case StorageClass.Real:
                WriteReal(output, value.Real);
                break;
            case StorageClass.Text:
                WriteText(output, kind, value.Bytes);
                break;
            case StorageClass.Blob:
                LiteralWriter.WriteBytes(output, value.Bytes);
                break;
            default:
                LiteralWriter.WriteNull(output);
                break;
        }
    }

    private static void Write(IBufferWriter<byte> output, ValueKind kind, long integer)
    {
        if (kind == ValueKind.Boolean && integer is (0 or 1))
            LiteralWriter.WriteBoolean(output, integer == 1);
        else
            LiteralWriter.WriteInteger(output, integer);
    }

    // Adding zero takes the sign of minus zero away: no function of SQLite shows it, so neither do capture's triggers.
    private static void WriteReal(IBufferWriter<byte> output, double real) => LiteralWriter.WriteFloat(output, real + 0.0);

    private static void WriteText(IBufferWriter<byte> output, ValueKind kind, ReadOnlySpan<byte> utf8)
    {
        if (kind == ValueKind.Json && JsonText.IsValid(utf8))
            JsonText.WriteOnOneLine(output, utf8);
        else
            LiteralWriter.WriteText(output, utf8);
    }
}
