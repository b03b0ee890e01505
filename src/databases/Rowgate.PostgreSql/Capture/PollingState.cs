using System.Collections.Immutable;
using System.Text.Json;
using Rowgate.Core.Positions;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Capture;

/// <summary>How far all tables were read, as of the positions that the journal may end at.</summary>
/// <remarks>Written before a transaction is sent: whether the journal got it or not, its end names the entry that holds.</remarks>
internal sealed class PollingState
{
    private readonly string _path;
    private ImmutableList<Entry> _entries;

    /// <summary>Reads the file.</summary>
    /// <param name="path">Where it is, or will be.</param>
    /// <param name="after">The end of the journal. Without an entry for it, tables are read from their beginning.</param>
    public PollingState(string path, SourcePosition after)
    {
        _path = path;
        var known = File.Exists(path) ? Read(path) : [];
        Position = after;
        Tables = known.Find(entry => entry.Position == after.Value)?.Tables ?? ImmutableDictionary<string, TableProgress>.Empty;
        _entries = [new(after.Value, Tables)];
    }

    /// <summary>The position of the last transaction.</summary>
    public SourcePosition Position { get; private set; }

    /// <summary>By table, how far it was read; a table that is missing was not read yet.</summary>
    public ImmutableDictionary<string, TableProgress> Tables { get; private set; }

    /// <summary>Gives the next transaction its position. Durable at return.</summary>
    public SourcePosition Advance(string table, TableProgress progress, SourcePosition durable)
    {
        Position = new(Position.Value + 1);
        Tables = Tables.SetItem(table, progress);
        _entries = _entries.RemoveAll(entry => entry.Position < durable.Value).Add(new(Position.Value, Tables));
        StateFile.Replace(_path, _entries.Select(entry => JsonSerializer.Serialize(entry)));
        return Position;
    }

    private static List<Entry> Read(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize<Entry>(line)!)];
        }
        catch (JsonException)
        {
            // Reading all rows again tells nothing wrong.
            return [];
        }
    }

    private sealed record Entry(ulong Position, ImmutableDictionary<string, TableProgress> Tables);
}
