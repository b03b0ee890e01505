// Hot path: bench/PointRead
using Rowgate.Core.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Reading;

/// <summary>The values of the related rows, lifted into the parent as one array for each column.</summary>
internal sealed class SpreadArrayMember(ReadNode node, int[] keys, RowBudget budget) : Member([.. node.Members.SelectMany(member => member.Names)])
{
    private readonly CellMap _cells = new(node.Members);
    private readonly PooledBuffer[] _arrays = [.. node.Members.SelectMany(member => member.Names).Select(_ => new PooledBuffer(256))];

    public override void Attach(SqliteConnection connection) => node.Attach(connection);

    public override void Begin(SqliteStatement row)
    {
        foreach (var array in _arrays)
            array.Clear();
        if (node.Start(row, keys))
        {
            while (node.Step())
                AppendRow();
        }

        node.Stop();
    }

    public override void Write(SqliteStatement row, int cell, PooledBuffer output)
    {
        output.Add((byte)'[');
        output.Add(_arrays[cell].WrittenSpan);
        output.Add((byte)']');
    }

    public override void WriteAbsent(int cell, PooledBuffer output) => output.Add("[]"u8);

    public override void Detach()
    {
        node.Detach();
        foreach (var array in _arrays)
            array.Dispose();
    }

    private void AppendRow()
    {
        var before = budget.Bytes;
        var added = 0L;
        node.BeginMembers();
        for (var cell = 0; cell < _arrays.Length; cell++)
        {
            added -= _arrays[cell].Length;
            if (_arrays[cell].Length > 0)
                _arrays[cell].Add((byte)',');
            var (member, inner) = _cells[cell];
            node.WriteCell(member, inner, _arrays[cell]);
            added += _arrays[cell].Length;
            budget.Reach(before + added);
        }

        node.EndMembers();
    }
}
