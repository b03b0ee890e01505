using System.Text;

namespace Rowgate.PostgreSql.Wal.Tables;

/// <summary>A small file that is replaced as a whole: after a crash it is the old one or the new one.</summary>
internal static class StateFile
{
    /// <summary>Replaces the file. Durable at return.</summary>
    public static void Replace(string path, IEnumerable<string> lines)
    {
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            foreach (var line in lines)
                file.Write(Encoding.UTF8.GetBytes(line + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
