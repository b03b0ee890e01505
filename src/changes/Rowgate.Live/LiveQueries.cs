using Microsoft.Extensions.Logging;
using Rowgate.Access;
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.Journal;
using Rowgate.Journal.Progress;
using Rowgate.Live.Events;
using Rowgate.Live.Matching;
using Rowgate.Live.Planning;
using Rowgate.Live.Results;
using Rowgate.Live.Snapshots;
using Rowgate.Live.Stretches;

namespace Rowgate.Live;

/// <summary>The live queries of one database: anyone may follow any query they may read.</summary>
/// <remarks>Safe for many callers at once. Nothing is delivered before <see cref="RunAsync"/> runs.</remarks>
public sealed class LiveQueries
{
    // A client that hears nothing is told after between this many and one tick more.
    private const int IdleTicks = 5;

    private readonly IJournal _journal;
    private readonly LiveOptions _options;
    private readonly TimeProvider _time;
    private readonly LiveEngine _engine;
    private readonly JournalPump _pump;
    private readonly RightsCheck _rights;
    private int _open;

    /// <summary>Live queries on a database.</summary>
    /// <param name="database">Where the rows are.</param>
    /// <param name="journal">Where their changes are.</param>
    /// <param name="access">Who may read what.</param>
    /// <param name="options">Limits and paces.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of failures.</param>
    public LiveQueries(
        IDatabase database, IJournal journal, AccessRules access, LiveOptions options, TimeProvider time, ILogger<LiveQueries> logger)
    {
        _journal = journal;
        _options = options;
        _time = time;
        var progress = new SourceProgress(options.Source, journal);
        var index = new QueryIndex(database.Rules, options.Source, progress);
        Planner = new(database, access, index);
        var reader = new SnapshotReader(database, progress, new(options.CaptureWaitMax, options.SnapshotPauseMax, options.SnapshotTimeMax, time));
        var pace = new ResultPace(options.EvaluationIntervalMin, TimeSpan.FromSeconds(1), time);
        var evaluator = new ResultEvaluator(reader, options.EvaluationsMax, options.ResultBytesMax);
        _engine = new(
            options.Source,
            journal,
            progress,
            index,
            reader,
            new ResultQueries(evaluator, new(options.ResultsBytesMax), progress, pace, logger),
            new(options.BufferEventsMax, options.BufferBytesMax));
        _rights = new(database, index, reader, options.RightsInterval, time, logger);
        _pump = new(journal, index, progress, time, logger);
    }

    /// <summary>How far the journal was followed. Zero before <see cref="RunAsync"/> runs.</summary>
    public JournalOffset Offset => _engine.Progress.Offset is var offset && offset < JournalOffset.Start ? JournalOffset.Start : offset;

    /// <summary>How far capture is known to be, where no transaction tells it. For the one that captures this database, so that
    /// snapshots of an idle database find their place.</summary>
    public SourceProgress Progress => _engine.Progress;

    /// <summary>An offset as it is given to clients.</summary>
    public ResumeId IdOf(JournalOffset offset) => _journal.Epochs.IdOf(offset);

    /// <summary>Finds the place of an id that a client was given.</summary>
    /// <returns>The offset, for <see cref="LiveRequest.From"/>; refused with <see cref="RefusalCode.OffsetExpired"/> for one of another
    /// journal, or of what was lost when this one was put back from a copy.</returns>
    public Outcome<JournalOffset> Find(ResumeId id) =>
        _journal.Epochs.Has(id)
            ? id.Offset
            : new Refusal(
                RefusalCode.OffsetExpired,
                $"The journal has not given the id {id}",
                "It was begun anew, or put back from an older copy, since then.",
                "Start over without an id: you get a new snapshot.");

    /// <summary>How many live queries are open.</summary>
    public int Count => Volatile.Read(ref _open);

    internal QueryPlanner Planner { get; }

    internal TimeProvider Time => _time;

    /// <summary>Follows the journal and serves all live queries, until the token says so.</summary>
    /// <exception cref="OperationCanceledException">The token said so. No other failure ends it.</exception>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_pump.RunAsync(cancellationToken), TickAsync(cancellationToken), _rights.RunAsync(cancellationToken));

    /// <summary>Why a caller is not let in, whatever it asks for: it has to say who it is, or its token has expired. Null when it
    /// is.</summary>
    public Refusal? Admit(Caller caller) => caller.WhyNotAt(_time.GetUtcNow()) ?? Planner.Admit(caller);

    /// <summary>Starts to follow a query.</summary>
    /// <param name="request">The query, and the id to resume from if there is one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The live query, to be disposed by the caller. Refused when the query cannot be bound, read or allowed; with
    /// <see cref="RefusalCode.OffsetExpired"/> or <see cref="RefusalCode.OffsetUnknown"/> for an id that the journal does not
    /// hold; with <see cref="RefusalCode.ClaimsRefused"/> when the caller's token has expired; with <see cref="RefusalCode.TooManyLiveQueries"/>; with <see cref="RefusalCode.NotReady"/> while capture is behind;
    /// with <see cref="RefusalCode.NotSupported"/> when capture cannot see a table of it.</returns>
    public async ValueTask<Outcome<LiveQuery>> OpenAsync(LiveRequest request, CancellationToken cancellationToken)
    {
        if ((Admit(request.Caller) ?? CheckOffset(request.From)) is { } refusal)
            return refusal;
        if (Interlocked.Increment(ref _open) > _options.QueriesMax)
        {
            Interlocked.Decrement(ref _open);
            return TooMany();
        }

        LiveMetrics.Subscribers.Add(1);
        try
        {
            var started = await StartAsync(request, cancellationToken);
            if (started.Accepted)
                return new LiveQuery(this, request, started.Value.Bound, started.Value.Stretch);
            Close();
            return started.Refusal;
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>Reads the rows of a query together with the offset they show, for a client that will wait for changes.</summary>
    /// <param name="request">The query; its offset does not matter.</param>
    /// <param name="options">What to find out besides the rows.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The snapshot, to be disposed by the caller; or why there is none.</returns>
    public async ValueTask<Outcome<LiveSnapshot>> SnapshotAsync(
        LiveRequest request, ReadOptions options, CancellationToken cancellationToken)
    {
        // A long poll may have waited longer than the token lasts.
        if (request.Caller.WhyNotAt(_time.GetUtcNow()) is { } expired)
            return expired;
        var plan = await Planner.PlanAsync(request.Caller, request.Relation, request.Query, _options.Queries, cancellationToken);
        if (!plan.Accepted)
            return plan.Refusal;
        if (Planner.WhyNotFollowed(plan.Value) is { } unseen)
            return unseen;
        var rows = await _engine.Reader.OpenAsync(plan.Value, options, request.Session, cancellationToken);
        return rows.Accepted ? new LiveSnapshot(rows.Value.Rows, rows.Value.Offset) : rows.Refusal;
    }

    /// <summary>Waits until the result of a query may differ from what it was at an offset.</summary>
    /// <remarks>To know up to where nothing differs when the time is up, take <see cref="Offset"/> before the call: every
    /// change before it was looked at.</remarks>
    /// <param name="request">The query; with the offset.</param>
    /// <param name="wait">How long to wait at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True when the result may differ, at once for an offset that the journal does not hold; false when the time is
    /// up. Refused like <see cref="OpenAsync"/>.</returns>
    public async ValueTask<Outcome<bool>> WaitForChangeAsync(LiveRequest request, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (request.From is not { } from)
            throw new ArgumentException("There is no offset to wait from.", nameof(request));
        var bound = await BindAsync(request, cancellationToken);
        if (!bound.Accepted)
            return bound.Refusal;
        if (await ProveAsync(request, bound.Value, cancellationToken) is { } refusal)
            return refusal;
        if (CheckOffset(from) is not null)
            return true;
        if (Interlocked.Increment(ref _open) > _options.QueriesMax)
        {
            Interlocked.Decrement(ref _open);
            return TooMany();
        }

        LiveMetrics.Subscribers.Add(1);
        try
        {
            return await new ChangeWait(_engine, _time).RunAsync(bound.Value, from, wait, cancellationToken);
        }
        finally
        {
            Close();
        }
    }

    internal async ValueTask<Outcome<(BoundQuery Bound, Stretch Stretch)>> StartAsync(LiveRequest request, CancellationToken cancellationToken)
    {
        var bound = await BindAsync(request, cancellationToken);
        if (!bound.Accepted)
            return bound.Refusal;
        // What others have, and what the journal has, may be had only by those who may read it now.
        if ((request.From is not null || bound.Value.Result is not null)
            && await ProveAsync(request, bound.Value, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var stretch = bound.Value switch
        {
            { Result: { } result } => await ResultStretch.OpenAsync(_engine, result, request.From, cancellationToken),
            { Rows: { } rows } when request.From is { } from => RowStretch.Resume(_engine, rows, from),
            _ => await RowStretch.OpenAsync(_engine, bound.Value.Rows!, bound.Value.Plan, request.LastingSession, cancellationToken),
        };
        return stretch.Accepted ? (bound.Value, stretch.Value) : stretch.Refusal;
    }

    internal void Close()
    {
        Interlocked.Decrement(ref _open);
        LiveMetrics.Subscribers.Add(-1);
    }

    private async ValueTask<Refusal?> ProveAsync(LiveRequest request, BoundQuery bound, CancellationToken cancellationToken) =>
        request.Session.Role is null
            ? null
            : await _engine.Reader.ProveAsync(bound.Plan, request.LastingSession, cancellationToken);

    private async ValueTask<Outcome<BoundQuery>> BindAsync(LiveRequest request, CancellationToken cancellationToken)
    {
        // A limit of rows that the client did not ask for would make every query one that must be evaluated.
        var options = _options.Queries with { RowsMax = null };
        var plan = await Planner.PlanAsync(request.Caller, request.Relation, request.Query, options, cancellationToken);
        if (!plan.Accepted)
            return plan.Refusal;
        return Planner.WhyNotFollowed(plan.Value) is { } unseen
            ? unseen
            : Planner.Follow(request.Caller, request.LastingSession, request.Query, plan.Value);
    }

    private Refusal? CheckOffset(JournalOffset? from)
    {
        if (from < _journal.Start)
        {
            return new(
                RefusalCode.OffsetExpired,
                $"The journal no longer holds offset {from}",
                $"It starts at {_journal.Start}",
                "Start over without an offset: you get a new snapshot.");
        }

        return from > _journal.End
            ? new(
                RefusalCode.OffsetUnknown,
                $"The journal has not come to offset {from}",
                $"It ends at {_journal.End}",
                "Send an id that you were given, or start over without one.")
            : null;
    }

    private Refusal TooMany() =>
        new(
            RefusalCode.TooManyLiveQueries,
            $"There are {_options.QueriesMax} live queries already",
            Hint: "Close some, or allow more in the configuration.",
            RetryAfter: TimeSpan.FromSeconds(5));

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.ProgressInterval / IdleTicks, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            _engine.Index.Tick(IdleTicks);
    }
}
