// Hot path: bench/PointRead
using Rowgate.Core.Values;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Reading;

/// <summary>A part of a JSON document in a column.</summary>
internal sealed class PathMember(string name, int column, DocumentPath path) : Member([Quote(name)])
{
    public override void Write(SqliteStatement row, int cell, PooledBuffer output)
    {
        if ((StorageClass)row.TypeOf(column) == StorageClass.Text)
            path.Write(output, row.Utf8(column));
        else
            output.Add("null"u8);
    }
}
