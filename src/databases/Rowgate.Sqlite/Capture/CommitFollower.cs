using System.Threading.Channels;
using Rowgate.Sqlite.Catalog;
using Rowgate.Sqlite.Wal;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Capture;

/// <summary>Follows the commits of a file, whoever makes them: where each transaction ends, and when the schema moved.</summary>
/// <remarks>
/// Always holds a read transaction from before the place it has read to, so that SQLite keeps the frames it still needs.
/// Does not wait for whoever reads the changes: a slow journal never makes the WAL grow.
/// </remarks>
internal sealed class CommitFollower : IDisposable
{
    // Longer would be felt by whoever waits for changes; when writers leave no gap, the next round tries again.
    private static readonly TimeSpan RestartWait = TimeSpan.FromMilliseconds(50);

    private readonly SqliteConnection _writer;
    private readonly WalReader _wal;
    private readonly ChangeTrim _trim;
    private readonly SqliteCaptureOptions _options;
    private readonly TimeProvider _time;
    private readonly TransactionEnds _ends = new();
    private readonly WalLimit _limit;
    private SqliteConnection _reader;
    private SqliteConnection _idle;
    private uint _headPage;
    private long _schemaVersion;
    private long _last;

    private CommitFollower(string path, SqliteCaptureOptions options, ChangeTrim trim, TimeProvider time)
    {
        _options = options;
        _time = time;
        _trim = trim;
        _writer = CaptureConnections.OpenWriter(path);
        _reader = CaptureConnections.OpenReader(path);
        _idle = CaptureConnections.OpenReader(path);
        _limit = new(options.WalBytesMax);
        WalPath = CaptureConnections.WalPath(_writer);
        _wal = new(WalPath);
    }

    /// <summary>The ends of transactions, in order of commit. Completed with the exception that ended the following.</summary>
    public ChannelReader<TransactionEnd> Ends => _ends.Reader;

    /// <summary>The WAL file.</summary>
    public string WalPath { get; }

    /// <summary>Held by whoever reads in the file on our behalf, so that the WAL can start over in between.</summary>
    public Lock Reading { get; } = new();

    /// <summary>Installs what is missing, and finds the transactions that were committed since a journal read last.</summary>
    /// <param name="path">The file.</param>
    /// <param name="after">The last change that the journal holds; zero for a new journal.</param>
    /// <param name="options">How to follow.</param>
    /// <param name="trim">Deletes what is durable.</param>
    /// <param name="time">The clock.</param>
    public static CommitFollower Start(
        string path, long after, SqliteCaptureOptions options, ChangeTrim trim, TimeProvider time)
    {
        var follower = new CommitFollower(path, options, trim, time);
        try
        {
            follower.Begin(after);
            return follower;
        }
        catch
        {
            follower.Dispose();
            throw;
        }
    }

    /// <summary>Follows until cancelled.</summary>
    public async Task RunAsync(CommitSignal signal, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await signal.WaitAsync(cancellationToken);
                _ends.Flush();

                // Also when nothing was committed: a foreign checkpoint that would truncate the WAL keeps writers out until
                // our read transaction has moved on.
                Look();
                KeepWalShort();
                _trim.Run(_writer, _time.GetUtcNow());
            }
        }
        catch (Exception cause)
        {
            _ends.Complete(cause);
        }
    }

    public void Dispose()
    {
        _wal.Dispose();
        _reader.Dispose();
        _idle.Dispose();
        _writer.Dispose();
    }

    // Under the right to write, so that nobody commits or resets the WAL before all of it has been read.
    private void Begin(long after)
    {
        CaptureConnections.RequireWal(_writer);
        Hold(_reader);
        if (!_wal.TryClaim())
            throw CaptureFaults.Claimed();
        if (!CaptureConnections.TryBeginWrite(_writer, TimeSpan.FromSeconds(5)))
            throw CaptureFaults.Locked();
        try
        {
            var installation = new CaptureInstallation(_writer);
            _last = after;
            if (!CaptureInstallation.Exists(_writer))
            {
                SkipOldCommits();
                installation.Install(after);
            }
            else if (after == 0 && CaptureConnections.Trimmed(_writer) > 0)
            {
                // The journal that this was kept for is gone. A new one starts from snapshots and needs none of it.
                SkipOldCommits();
                installation.Remove();
                installation.Install(after);
            }
            else
            {
                CaptureFaults.RequireContinuity(_writer, after);
                ReportOldCommits(CaptureConnections.Last(_writer));
                installation.FollowSchema(after);
            }

            Learn();
            _writer.Execute("COMMIT");
        }
        finally
        {
            CaptureConnections.Rollback(_writer);
        }
    }

    // Moves the read transaction forward, and reports what was committed in between. False: writers were in the way.
    private bool Look()
    {
        var oldHeadPage = _headPage;
        Hold(_idle);
        try
        {
            while (SchemaReader.VersionOf(_idle) != _schemaVersion)
            {
                CaptureConnections.Rollback(_idle);
                if (!FollowSchema())
                    return false;
                Hold(_idle);
            }

            // Only now: a crash before the schema was followed must find its changes still ahead of it.
            Report(CaptureConnections.Last(_idle), oldHeadPage == _headPage ? [_headPage] : [oldHeadPage, _headPage]);
            (_reader, _idle) = (_idle, _reader);
            return true;
        }
        finally
        {
            CaptureConnections.Rollback(_idle);
        }
    }

    // All changes up to the last one reported were made before the schema moved.
    private bool FollowSchema()
    {
        if (!_writer.IsAutoCommit || !CaptureConnections.TryBeginWrite(_writer, _options.LockWait))
            return false;
        try
        {
            new CaptureInstallation(_writer).FollowSchema(_last);
            Learn();
            _writer.Execute("COMMIT");
            return true;
        }
        finally
        {
            CaptureConnections.Rollback(_writer);
        }
    }

    private void Report(long last, uint[] headPages)
    {
        // Also when nothing new was captured: other commits make the WAL long too.
        foreach (var end in _wal.ReadCommits(headPages, last))
        {
            if (end > _last && end <= last)
                Report(end, isExact: true);
        }

        // Without frames to tell them apart, what is left counts as one transaction.
        if (last > _last)
            Report(last, isExact: last - _last == 1);
    }

    private void ReportOldCommits(long last)
    {
        var ends = OldCommits();

        // Whether the first of them is one transaction is only known when the one before it is in the WAL too.
        var isExact = ends.Contains(_last);
        foreach (var end in ends.Where(end => end > _last && end <= last))
        {
            Report(end, isExact || end - _last == 1);
            isExact = true;
        }

        if (last > _last)
            Report(last, isExact: last - _last == 1);
    }

    private void Report(long end, bool isExact)
    {
        _ends.Add(new(end, _time.GetUtcNow(), isExact));
        _last = end;
    }

    private void SkipOldCommits() => _ = OldCommits();

    // What an earlier installation left in the WAL counts from elsewhere: only what grows to the end is ours.
    private List<long> OldCommits()
    {
        var ends = new List<long>();
        var headPages = CaptureInstallation.Exists(_writer) ? new[] { CaptureConnections.HeadPage(_writer) } : [];
        foreach (var end in _wal.ReadCommits(headPages, long.MaxValue))
        {
            if (ends.Count > 0 && end < ends[^1])
                ends.Clear();
            ends.Add(end);
        }

        return ends;
    }

    private void Learn()
    {
        _schemaVersion = SchemaReader.VersionOf(_writer);
        _headPage = CaptureConnections.HeadPage(_writer);
    }

    private void KeepWalShort()
    {
        if (_limit.IsCheckpointDue(_wal.Position))
            Checkpoint();
        if (!_limit.IsRestartDue(_wal.Position, _wal.PageBytes))
            return;
        lock (Reading)
            RestartWal();
    }

    // With the right to write in our hands, the last few frames go into the file too, and the next reader needs no frame
    // at all. Then the next writer starts the WAL over. If somebody else still reads in it, a later round tries again.
    private void RestartWal()
    {
        // SQLite's own waiting sleeps through the short gaps that busy writers leave.
        if (!SpinWait.SpinUntil(() => CaptureConnections.TryBeginWrite(_writer, TimeSpan.Zero), RestartWait))
            return;
        try
        {
            if (Look())
                SpinWait.SpinUntil(Checkpoint, RestartWait);
            _limit.Tried(_wal.Position, _wal.PageBytes);
        }
        finally
        {
            CaptureConnections.Rollback(_writer);
        }
    }

    // False: a writer does the same just now.
    private bool Checkpoint()
    {
        var isDone = _idle.QueryInteger("PRAGMA main.wal_checkpoint(PASSIVE)") == 0;
        Look();
        return isDone;
    }

    private static void Hold(SqliteConnection connection)
    {
        connection.Execute("BEGIN");
        _ = SchemaReader.VersionOf(connection);
    }
}
