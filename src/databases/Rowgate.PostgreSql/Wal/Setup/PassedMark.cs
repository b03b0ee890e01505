using System.Globalization;
using Rowgate.Core.Positions;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Wal.Setup;

/// <summary>How far the slot was moved on behind the journal's last transaction because nothing was there to capture.</summary>
/// <remarks>Written before the slot is moved. Without it a slot that is ahead of the journal means that changes are missing.</remarks>
/// <param name="Last">The last transaction in the journal.</param>
/// <param name="Passed">Up to where nothing else had to be captured.</param>
internal sealed record PassedMark(SourcePosition Last, SourcePosition Passed)
{
    /// <summary>Reads the file; null when there is none that can be read.</summary>
    public static PassedMark? Read(string path)
    {
        var words = File.Exists(path) ? File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
        return words.Length == 2
            && ulong.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && ulong.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var passed)
            ? new(new(last), new(passed))
            : null;
    }

    /// <summary>Writes the file. Durable at return.</summary>
    public void Write(string path) => StateFile.Replace(path, [$"{Last} {Passed}"]);
}
