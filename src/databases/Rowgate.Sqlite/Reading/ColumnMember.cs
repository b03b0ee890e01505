// Hot path: bench/PointRead
using Rowgate.Core.Catalog;
using Rowgate.Core.Values;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Reading;

/// <summary>A column of the statement.</summary>
internal sealed class ColumnMember(string name, int column, ValueKind kind) : Member([Quote(name)])
{
    public override void Write(SqliteStatement row, int cell, PooledBuffer output) =>
        SqliteLiteral.Write(output, kind, row, column);
}
