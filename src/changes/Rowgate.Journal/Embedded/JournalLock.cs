namespace Rowgate.Journal.Embedded;

/// <summary>The right to append, held by one process at a time. The system frees it when the process dies.</summary>
internal sealed class JournalLock : IDisposable
{
    private readonly FileStream _file;

    private JournalLock(FileStream file) => _file = file;

    /// <summary>Makes the directory when needed, and takes the lock.</summary>
    public static JournalLock Take(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return new(new FileStream(
                Path.Combine(directory, "journal.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException cause)
        {
            throw JournalFaults.NotWritable(directory, cause);
        }
        catch (IOException cause) when (File.Exists(Path.Combine(directory, "journal.lock")))
        {
            throw JournalFaults.InUse(directory, cause);
        }
        catch (IOException cause)
        {
            throw JournalFaults.NotWritable(directory, cause);
        }
    }

    // The file stays: removing it could take the lock from under someone who has just opened it.
    public void Dispose() => _file.Dispose();
}
