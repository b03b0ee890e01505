using System.Text;

namespace Rowgate.Databases;

/// <summary>A small file that is replaced as a whole: after a crash it is the old one or the new one.</summary>
public static class StateFile
{
    /// <summary>Replaces the file. Durable at return.</summary>
    /// <param name="path">The file; beside it, one with <c>.new</c> behind its name comes and goes.</param>
    /// <param name="lines">Its lines.</param>
    /// <exception cref="IOException">It cannot be written; the old one is still there.</exception>
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
