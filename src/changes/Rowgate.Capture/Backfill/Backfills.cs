using System.Text;
using Microsoft.Extensions.Logging;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Values;
using Rowgate.Databases;
using Rowgate.Journal;
using Rowgate.Journal.Progress;

namespace Rowgate.Capture.Backfill;

/// <summary>Reads rows that were there before capture into the running journal, table after table.</summary>
/// <remarks>
/// In chunks in the order of the key: each is read in one short transaction, and goes into the journal without the rows that
/// somebody changed since, which are there as changes. So who takes the changes of the journal as upserts ends with the table.
/// What is in the journal survives a restart; at most one chunk is read twice.
/// </remarks>
public sealed partial class Backfills
{
    private readonly IDatabase _database;
    private readonly IJournal _journal;
    private readonly CaptureLoop _capture;
    private readonly SourceProgress _progress;
    private readonly BackfillOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ChunkFilter _filter;
    private readonly BackfillStore _store;
    private readonly Lock _lock = new();
    private readonly List<BackfillStatus> _all;
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The backfills of one source.</summary>
    /// <param name="database">Where the rows are.</param>
    /// <param name="journal">Where they go.</param>
    /// <param name="capture">What brings the changes into the journal; it has not begun yet.</param>
    /// <param name="options">Paces and the place of the state.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of failures.</param>
    /// <exception cref="JournalException">The state that was left cannot be understood.</exception>
    public Backfills(
        IDatabase database,
        IJournal journal,
        CaptureLoop capture,
        BackfillOptions options,
        TimeProvider time,
        ILogger<Backfills> logger)
    {
        _database = database;
        _journal = journal;
        _capture = capture;
        _options = options;
        _time = time;
        _logger = logger;
        _progress = new(capture.Source, journal);
        capture.Tell(_progress);
        _filter = new(journal, capture.Source);
        _store = new(options.StateFile);
        _all = _store.Load();
        capture.GapFound += (_, _) => AskForAll();
    }

    /// <summary>Every backfill that is remembered, in the order they were asked for.</summary>
    public IReadOnlyList<BackfillStatus> All
    {
        get
        {
            lock (_lock)
                return [.. _all];
        }
    }

    /// <summary>Asks for the rows of tables, from the first; also when they were read before.</summary>
    /// <param name="tables">The tables.</param>
    /// <returns>Null; or why one of them cannot be read, and then none is.</returns>
    public Refusal? Ask(IReadOnlyList<TableName> tables)
    {
        var catalog = _database.Catalog;
        if (tables.Select(table => WhyNot(catalog, table)).FirstOrDefault(refusal => refusal is not null) is { } refusal)
            return refusal;
        Add(tables);
        return null;
    }

    /// <summary>Reads what was asked for, until cancelled. No fault ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task asked;
            BackfillStatus? next;
            lock (_lock)
            {
                asked = _asked.Task;
                next = _all.Find(status => !status.IsOver);
            }

            if (next is null)
            {
                await asked.WaitAsync(cancellationToken);
                continue;
            }

            try
            {
                await ReadAsync(next, cancellationToken);
            }
            catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(next.Table.ToString(), (long)_options.RetryDelay.TotalMilliseconds, cause);
                Note(next, status => status with { Error = cause.Message });
                await Task.Delay(_options.RetryDelay, _time, cancellationToken);
            }
        }
    }

    // The journal is followed only meanwhile.
    private async Task ReadAsync(BackfillStatus status, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = FollowAsync(stop.Token);
        try
        {
            var reading = ReadChunksAsync(status, stop.Token);
            await Task.WhenAny(reading, following);
            await stop.CancelAsync();
            await reading;
        }
        finally
        {
            await following.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await _progress.StartAsync(cancellationToken);
        await foreach (var batch in _journal.ReadAsync(_progress.Offset, cancellationToken))
        {
            foreach (var part in batch)
                _progress.Advance(part);
        }
    }

    private async Task ReadChunksAsync(BackfillStatus status, CancellationToken cancellationToken)
    {
        var table = status.Table;
        var last = status.LastKey is { } key ? RowImage.Of(key) : default;
        LogStarted(table.ToString(), status.Rows);
        await using var chunks = new ChunksAhead(new(_database, _progress, _options, _time));
        while (true)
        {
            var began = _time.GetTimestamp();
            if (WhyNot(_database.Catalog, table) is { } gone)
            {
                Fail(status, gone);
                return;
            }

            var read = await chunks.ReadAsync(_database.Catalog.Find(table)!, last, cancellationToken);
            if (!read.Accepted)
            {
                if (read.Refusal.RetryAfter is null && read.Refusal.Code != RefusalCode.NotReady && !await _database.RefreshAsync(cancellationToken))
                {
                    Fail(status, read.Refusal);
                    return;
                }

                Note(status, now => now with { Error = read.Refusal.Message });
                await Task.Delay(_options.RetryDelay, _time, cancellationToken);
                continue;
            }

            var chunk = read.Value;
            if (await AppendAsync(chunk, cancellationToken) is not { } rows)
            {
                await _database.RefreshAsync(cancellationToken);
                continue;
            }

            if (chunk.Rows.Count > 0)
                last = chunk.LastKey;
            if (!Advance(status, rows, last, chunk.IsLast) || chunk.IsLast)
                return;
            await PaceAsync(chunk.Rows.Count, began, cancellationToken);
        }
    }

    // How many rows got into the journal; null when the chunk must be read again.
    private async ValueTask<int?> AppendAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        int? count = null;
        await _capture.AppendBetweenAsync(
            async end =>
            {
                var rows = await _filter.FilterAsync(chunk, end, cancellationToken);
                count = rows?.Count;
                return rows ?? [];
            },
            cancellationToken);
        return count;
    }

    // False when the table was asked for again meanwhile.
    private bool Advance(BackfillStatus status, int rows, RowImage last, bool isLast)
    {
        var now = Note(status, now => now with
        {
            Stage = isLast ? BackfillStage.Done : BackfillStage.Running,
            Rows = now.Rows + rows,
            LastKey = last.IsNone ? null : Encoding.UTF8.GetString(last.Json.Span),
            Error = null,
        });
        if (now?.Stage == BackfillStage.Done)
            LogDone(now.Table.ToString(), now.Rows);
        return now is not null;
    }

    private Task PaceAsync(int rows, long began, CancellationToken cancellationToken)
    {
        if (_options.RowsPerSecondMax == 0)
            return Task.CompletedTask;
        var rest = TimeSpan.FromSeconds((double)rows / _options.RowsPerSecondMax) - _time.GetElapsedTime(began);
        return rest > TimeSpan.Zero ? Task.Delay(rest, _time, cancellationToken) : Task.CompletedTask;
    }

    // What a gap took away is made good by reading all that can be read.
    private void AskForAll()
    {
        var catalog = _database.Catalog;
        Add([.. catalog.Relations.Select(relation => relation.Name).Where(table => WhyNot(catalog, table) is null)]);
    }

    private void Add(IReadOnlyList<TableName> tables)
    {
        lock (_lock)
        {
            var number = _all.Count == 0 ? 0 : _all.Max(status => status.Number);
            _all.RemoveAll(status => tables.Contains(status.Table));
            foreach (var table in tables.Distinct())
                _all.Add(new(table, ++number, BackfillStage.Waiting, 0, LastKey: null, Error: null));
            Save();
            _asked.TrySetResult();
            _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    // Null when it is no longer wanted.
    private BackfillStatus? Note(BackfillStatus status, Func<BackfillStatus, BackfillStatus> change)
    {
        lock (_lock)
        {
            var at = _all.FindIndex(one => one.Number == status.Number);
            if (at < 0)
                return null;
            _all[at] = change(_all[at]);
            Save();
            return _all[at];
        }
    }

    // What is not on disk is read once more after a restart; nothing else is lost.
    private void Save()
    {
        try
        {
            _store.Save(_all);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            LogNotSaved(_options.StateFile, cause.Message);
        }
    }

    private void Fail(BackfillStatus status, Refusal refusal)
    {
        LogRefused(status.Table.ToString(), refusal.Message, refusal.Hint);
        Note(status, now => now with { Stage = BackfillStage.Failed, Error = refusal.Message });
    }

    private static Refusal? WhyNot(DatabaseCatalog catalog, TableName table) => catalog.Find(table) switch
    {
        null => new(RefusalCode.RelationNotFound, $"There is no table {table}"),
        { Kind: not RelationKind.Table } => new(RefusalCode.NotSupported, $"{table} is no table", Hint: "Backfill the tables that it reads."),
        { WhyNotCaptured: { } reason } => new(RefusalCode.NotSupported, $"{table} is not captured: {reason}"),
        { PrimaryKey.IsEmpty: true } => new(
            RefusalCode.NotSupported,
            $"{table} has no primary key, so that its rows cannot be told from their changes",
            Hint: "Add a primary key."),
        _ => null,
    };

    [LoggerMessage(4521, LogLevel.Information, "Backfill of {Table} runs; {Rows} rows are in the journal already")]
    private partial void LogStarted(string table, long rows);

    [LoggerMessage(4522, LogLevel.Information, "Backfill of {Table} is done: {Rows} rows are in the journal")]
    private partial void LogDone(string table, long rows);

    [LoggerMessage(4523, LogLevel.Warning, "Backfill of {Table} failed; next try in {DelayMs} ms")]
    private partial void LogFailed(string table, long delayMs, Exception cause);

    [LoggerMessage(4524, LogLevel.Error, "Backfill of {Table} was given up: {Reason}. {Hint}")]
    private partial void LogRefused(string table, string reason, string? hint);

    [LoggerMessage(4525, LogLevel.Warning, "How far backfills are could not be written to {File}: {Reason}")]
    private partial void LogNotSaved(string file, string reason);
}
