using System.Buffers;
using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Tests.Capture;

/// <summary>Rows as a read prints them.</summary>
internal static class Literals
{
    public static string Row(Relation table, SqliteStatement row)
    {
        var output = new ArrayBufferWriter<byte>();
        for (var ordinal = 0; ordinal < table.Columns.Length; ordinal++)
        {
            output.Write(ordinal == 0 ? "["u8 : ","u8);
            SqliteLiteral.Write(output, table.Columns[ordinal].Type.Kind, row, ordinal);
        }

        output.Write("]"u8);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
