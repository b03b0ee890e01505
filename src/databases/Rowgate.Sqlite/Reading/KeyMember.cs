// Hot path: bench/PointRead
using Rowgate.Core.Catalog;
using Rowgate.Core.Values;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Reading;

/// <summary>The primary key as an array; null for a relation without one.</summary>
internal sealed class KeyMember(string name, (int Column, ValueKind Kind)[] columns) : Member([Quote(name)])
{
    public override void Write(SqliteStatement row, int cell, PooledBuffer output)
    {
        if (columns.Length == 0)
        {
            output.Add("null"u8);
            return;
        }

        var separator = (byte)'[';
        foreach (var (column, kind) in columns)
        {
            output.Add(separator);
            separator = (byte)',';
            SqliteLiteral.Write(output, kind, row, column);
        }

        output.Add((byte)']');
    }
}
