using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Capture;

/// <summary>Deletes changes that the journal holds, a little at a time, when no writer is in the way.</summary>
internal sealed class ChangeTrim(TimeSpan interval)
{
    // A delete of this many rows keeps the right to write for a few milliseconds.
    private const int BatchMax = 4096;

    private long _durable;
    private long _trimmed;
    private DateTimeOffset _due;

    /// <summary>Everything up to here is durable elsewhere. May be called from any thread.</summary>
    public void Allow(long durable) => Volatile.Write(ref _durable, Math.Max(durable, Volatile.Read(ref _durable)));

    /// <summary>Trims when it is time.</summary>
    public void Run(SqliteConnection connection, DateTimeOffset now)
    {
        var backlog = Volatile.Read(ref _durable) - _trimmed;
        if (backlog <= 0 || (backlog < BatchMax && now < _due))
            return;
        _due = now + interval;
        if (!CaptureConnections.TryBeginWrite(connection, TimeSpan.Zero))
            return;
        try
        {
            var until = Trim(connection);
            connection.Execute("COMMIT");
            _trimmed = until;
        }
        finally
        {
            CaptureConnections.Rollback(connection);
        }
    }

    private long Trim(SqliteConnection connection)
    {
        var oldest = connection.QueryInteger("SELECT min(id) FROM _rowgate_change") ?? long.MaxValue - BatchMax;
        var until = Math.Min(Volatile.Read(ref _durable), oldest + BatchMax - 1);
        using (var delete = connection.Prepare("DELETE FROM _rowgate_change WHERE id <= ?1"))
        {
            delete.Bind(1, until);
            delete.Step();
        }

        using (var head = connection.Prepare("UPDATE _rowgate_head SET trimmed = max(trimmed, ?1)"))
        {
            head.Bind(1, until);
            head.Step();
        }

        // Notes live inside of a statement only. Those here were left by rows that were ignored in the end.
        connection.Execute("DELETE FROM _rowgate_before");
        return until;
    }
}
