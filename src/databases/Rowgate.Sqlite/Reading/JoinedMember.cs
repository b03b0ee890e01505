// Hot path: bench/PointRead
using Rowgate.Core.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Reading;

/// <summary>An object whose values are columns of the same statement, as under GROUP BY; null when its row is absent.</summary>
internal sealed class JoinedMember(string name, int presence, Member[] members) : Member([Quote(name)])
{
    public override void Write(SqliteStatement row, int cell, PooledBuffer output)
    {
        if (row.Integer(presence) == 0)
        {
            output.Add("null"u8);
            return;
        }

        var separator = (byte)'{';
        foreach (var member in members)
        {
            output.Add(separator);
            separator = (byte)',';
            output.Add(member.Names[0]);
            member.Write(row, 0, output);
        }

        if (separator == '{')
            output.Add(separator);
        output.Add((byte)'}');
    }
}
