namespace Rowgate.Sqlite.Reading;

/// <summary>Which member a cell of a spread belongs to, and which of its cells it is.</summary>
internal sealed class CellMap(IReadOnlyList<Member> members)
{
    private readonly (Member Member, int Cell)[] _cells =
        [.. members.SelectMany(member => member.Names.Select((_, cell) => (member, cell)))];

    public (Member Member, int Cell) this[int cell] => _cells[cell];
}
