// Hot path: bench/PointRead
using Rowgate.Core.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Reading;

/// <summary>The values of the related row, lifted into the parent.</summary>
internal sealed class SpreadObjectMember(ReadNode node, int[] keys) : Member([.. node.Members.SelectMany(member => member.Names)])
{
    private readonly CellMap _cells = new(node.Members);
    private bool _isPresent;

    public override void Attach(SqliteConnection connection) => node.Attach(connection);

    public override void Begin(SqliteStatement row)
    {
        _isPresent = node.Start(row, keys) && node.Step();
        if (_isPresent)
            node.BeginMembers();
    }

    public override void Write(SqliteStatement row, int cell, PooledBuffer output)
    {
        var (member, inner) = _cells[cell];
        if (_isPresent)
            node.WriteCell(member, inner, output);
        else
            member.WriteAbsent(inner, output);
    }

    public override void WriteAbsent(int cell, PooledBuffer output)
    {
        var (member, inner) = _cells[cell];
        member.WriteAbsent(inner, output);
    }

    public override void End()
    {
        if (_isPresent)
            node.EndMembers();
        node.Stop();
    }

    public override void Detach() => node.Detach();
}
