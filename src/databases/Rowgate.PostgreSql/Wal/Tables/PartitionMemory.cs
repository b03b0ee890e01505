using Rowgate.Databases;

namespace Rowgate.PostgreSql.Wal.Tables;

/// <summary>Which partitions tables had when they were looked at last. Outlives the process.</summary>
/// <param name="path">The file; none is needed.</param>
internal sealed class PartitionMemory(string path)
{
    private readonly Dictionary<uint, string> _prints = Read(path);

    /// <summary>True when a table was known with other partitions.</summary>
    public bool HasOthers(CapturedRelation table) => _prints.TryGetValue(table.Id, out var print) && print != table.Partitions;

    /// <summary>Remembers the partitions of tables that were not known. Durable at return.</summary>
    public void KeepNew(IEnumerable<CapturedRelation> tables)
    {
        var isNew = false;
        foreach (var table in tables.Where(table => table.Partitions.Length > 0))
            isNew |= _prints.TryAdd(table.Id, table.Partitions);
        if (isNew)
            Save();
    }

    /// <summary>Remembers the partitions that a table has. Durable at return.</summary>
    public void Keep(CapturedRelation table)
    {
        if (table.Partitions.Length == 0 || (_prints.TryGetValue(table.Id, out var known) && known == table.Partitions))
            return;
        _prints[table.Id] = table.Partitions;
        Save();
    }

    private void Save() => StateFile.Replace(path, _prints.Select(entry => $"{entry.Key} {entry.Value}"));

    private static Dictionary<uint, string> Read(string path) =>
        (File.Exists(path) ? File.ReadAllLines(path) : [])
            .Select(line => line.Split(' '))
            .Where(words => words.Length == 2 && uint.TryParse(words[0], out _))
            .ToDictionary(words => uint.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture), words => words[1]);
}
