using System.Globalization;

namespace Rowgate.PostgreSql.Wal.Transactions;

/// <summary>The folder of the transactions that have not ended.</summary>
internal sealed class SpoolFolder
{
    private readonly string _path;

    /// <summary>Makes the folder, and empties it: what an earlier process left is read again from the log.</summary>
    public SpoolFolder(string path)
    {
        _path = Directory.CreateDirectory(path).FullName;
        foreach (var file in Directory.EnumerateFiles(_path, "*.spool"))
            File.Delete(file);
    }

    /// <summary>A new file for a transaction.</summary>
    public SpoolFile Create(uint transaction) =>
        new(Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"{transaction}.spool")));
}
