// Hot path: bench/PointRead
using Rowgate.Core.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Reading;

/// <summary>The related row as an object, or null.</summary>
internal sealed class ObjectMember(string name, ReadNode node, int[] keys) : Member([Quote(name)])
{
    public override void Attach(SqliteConnection connection) => node.Attach(connection);

    public override void Write(SqliteStatement row, int cell, PooledBuffer output)
    {
        if (node.Start(row, keys) && node.Step())
            node.WriteObject(output);
        else
            output.Add("null"u8);
        node.Stop();
    }

    public override void Detach() => node.Detach();
}
