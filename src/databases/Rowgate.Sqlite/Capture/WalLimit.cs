using Rowgate.Sqlite.Wal;

namespace Rowgate.Sqlite.Capture;

/// <summary>Decides when the WAL has grown enough to do something about it.</summary>
internal sealed class WalLimit(long bytesMax)
{
    // As often as SQLite itself would, were it not for us.
    private const int CheckpointFrames = 1000;

    private ulong _salt;
    private long _checkpointAt;
    private long _restartAtBytes;

    /// <summary>True when frames should be copied into the file. Counts as done.</summary>
    public bool IsCheckpointDue(WalPosition position)
    {
        if (position.Salt != _salt)
            (_salt, _checkpointAt, _restartAtBytes) = (position.Salt, CheckpointFrames, bytesMax);
        if (position.Frames < _checkpointAt)
            return false;
        _checkpointAt = position.Frames + CheckpointFrames;
        return true;
    }

    /// <summary>True when the WAL should start over.</summary>
    public bool IsRestartDue(WalPosition position, int pageBytes) => position.Frames * pageBytes >= _restartAtBytes;

    /// <summary>It was tried. When a reader was in the way, it gets time until the WAL has grown some more.</summary>
    public void Tried(WalPosition position, int pageBytes) => _restartAtBytes = (position.Frames * pageBytes) + (bytesMax / 4);
}
