// Hot path: bench/PointRead
using Rowgate.Core.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Reading;

/// <summary>The related rows as an array of objects.</summary>
internal sealed class ArrayMember(string name, ReadNode node, int[] keys, RowBudget budget) : Member([Quote(name)])
{
    public override void Attach(SqliteConnection connection) => node.Attach(connection);

    public override void Write(SqliteStatement row, int cell, PooledBuffer output)
    {
        output.Add((byte)'[');
        if (node.Start(row, keys))
        {
            var isFirst = true;
            while (node.Step())
            {
                if (!isFirst)
                    output.Add((byte)',');
                isFirst = false;
                var before = budget.Bytes - output.Length;
                node.WriteObject(output);
                budget.Reach(before + output.Length + 1);
            }
        }

        node.Stop();
        output.Add((byte)']');
    }

    public override void WriteAbsent(int cell, PooledBuffer output) => output.Add("[]"u8);

    public override void Detach() => node.Detach();
}
