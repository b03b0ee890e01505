using System.Text.Json;
using Rowgate.Databases;
using Rowgate.Journal;

namespace Rowgate.Capture.Backfill;

/// <summary>Remembers the backfills through a restart, in a small JSON file.</summary>
/// <param name="path">The file.</param>
internal sealed class BackfillStore(string path)
{
    /// <summary>What was remembered; nothing when there is no file.</summary>
    /// <exception cref="JournalException">The file cannot be understood.</exception>
    public List<BackfillStatus> Load()
    {
        if (!File.Exists(path))
            return [];
        try
        {
            return JsonSerializer.Deserialize<List<BackfillStatus>>(File.ReadAllBytes(path)) ?? [];
        }
        catch (JsonException cause)
        {
            throw new JournalException(
                $"The state of the backfills in {path} cannot be understood.",
                "Remove the file; backfills that were not finished are to be asked for again.",
                isTransient: false,
                cause);
        }
    }

    /// <summary>Remembers; the file is either the old one or the new one, whatever happens.</summary>
    public void Save(IReadOnlyList<BackfillStatus> all) => StateFile.Replace(path, [JsonSerializer.Serialize(all)]);
}
