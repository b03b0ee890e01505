using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Core.Changes;
using Rowgate.Databases;
using Rowgate.Journal.Embedded;

namespace Rowgate.Capture.Tests;

public sealed class CaptureLoopTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-loop-");
    private readonly CancellationTokenSource _stop = new();
    private UnwillingJournal _journal = null!;

    public ValueTask InitializeAsync()
    {
        _journal = new(EmbeddedJournal.Open(
            new() { Directory = _folder.FullName }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Everything_is_journalled_and_then_acknowledged()
    {
        var source = new ScriptedSource(transactions: 20, partsEach: 3);

        await RunUntilAsync(source, loop => loop.State.Last.Value == 20);

        Assert.Equal(20u, source.Acknowledged);
        await AssertJournalAsync(20, 3);
    }

    [Fact]
    public async Task After_a_fault_of_the_source_it_goes_on_where_the_journal_ends()
    {
        var source = new ScriptedSource(transactions: 10)
            .FailBefore(4, 0, new DatabaseException("gone", "wait", isTransient: true))
            .FailBefore(8, 0, new InvalidOperationException("a bug"));

        await RunUntilAsync(source, loop => loop.State.Last.Value == 10);

        Assert.Equal([0, 3, 7], source.AskedAfter);
        await AssertJournalAsync(10, 1);
    }

    [Fact]
    public async Task Tries_get_rarer_as_long_as_the_same_transaction_cannot_be_read()
    {
        var source = new ScriptedSource(transactions: 10) { StillLives = true };
        for (var time = 0; time < 5; time++)
            source.FailBefore(4, 0, new DatabaseException("unreadable", "mend it", isTransient: true));
        source.FailBefore(8, 0, new DatabaseException("gone", "wait", isTransient: true));
        var clock = new HastyClock();

        await RunUntilAsync(source, loop => loop.State.Last.Value == 10, time: clock);

        Assert.Equal([100, 200, 400, 800, 1600, 100], clock.Waits.Select(wait => wait.TotalMilliseconds));
    }

    [Fact]
    public async Task A_transaction_that_a_fault_cut_is_sent_again_from_its_start()
    {
        var source = new ScriptedSource(transactions: 3, partsEach: 4)
            .FailBefore(2, 2, new DatabaseException("gone", "wait", isTransient: true));

        await RunUntilAsync(source, loop => loop.State.Last.Value == 3);

        Assert.Equal([0, 1], source.AskedAfter);
        await AssertJournalAsync(3, 4);
    }

    [Fact]
    public async Task A_full_disk_is_waited_for_and_nothing_is_lost()
    {
        _journal.IsFull = true;
        var source = new ScriptedSource(transactions: 5);

        await RunUntilAsync(source, loop =>
        {
            if (!_journal.IsFull)
                return loop.State.Last.Value == 5;
            Assert.Equal(0ul, source.Acknowledged);
            if (_journal.Refusals < 2)
                return false;
            Assert.False(loop.State.IsRunning);
            Assert.Equal("Free some space.", loop.State.Hint);
            Assert.True(loop.State.LagAt(TimeProvider.System.GetUtcNow()) > TimeSpan.Zero);
            _journal.IsFull = false;
            return false;
        });

        Assert.Equal([0], source.AskedAfter);
        await AssertJournalAsync(5, 1);
    }

    // So that a crash in between is followed by the gap once more, and not by a gap that nobody makes good.
    [Fact]
    public async Task A_gap_is_announced_before_the_journal_has_it()
    {
        _journal.IsFull = true;
        using var loop = Loop(new ScriptedSource(transactions: 2) { GapAt = 1 });
        var announced = new List<long>();
        loop.GapFound += (_, _) => announced.Add(_journal.End.Value);
        var running = loop.RunAsync(_stop.Token);
        await Eventually(() => _journal.Refusals > 0);
        Assert.Equal([0], announced);

        _journal.IsFull = false;
        await Eventually(() => loop.State.Last.Value == 2);
        await _stop.CancelAsync();
        await running;
        Assert.Equal([0], announced);
    }

    [Fact]
    public async Task The_state_says_whether_it_runs()
    {
        using var loop = Loop(new ScriptedSource(transactions: 1));
        Assert.False(loop.State.IsRunning);

        var running = loop.RunAsync(_stop.Token);
        await Eventually(() => loop.State is { IsRunning: true, Error: null, Last.Value: 1, BehindSince: null });
        await _stop.CancelAsync();
        await running;

        Assert.False(loop.State.IsRunning);
        Assert.NotNull(loop.State.Error);
    }

    [Fact]
    public async Task The_state_says_how_far_the_log_is_passed_behind_the_last_transaction()
    {
        var source = new ScriptedSource(transactions: 2) { Passed = new(90) };

        await RunUntilAsync(source, loop => loop.State is { Last.Value: 2, Passed.Value: 90 });
    }

    [Fact]
    public async Task Between_batches_of_a_catch_up_it_is_still_behind()
    {
        var source = new ScriptedSource(transactions: 5) { CatchesUp = false };

        await RunUntilAsync(source, loop =>
        {
            if (loop.State is not { IsRunning: true, Last.Value: 5 })
                return false;
            Assert.NotNull(loop.State.BehindSince);
            return true;
        });
    }

    [Fact]
    public async Task What_was_captured_is_counted()
    {
        var counted = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "Rowgate.Capture")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (tags[0].Value as string != "counted")
                return;
            lock (counted)
                counted[instrument.Name] = counted.GetValueOrDefault(instrument.Name) + value;
        });
        listener.Start();

        await RunUntilAsync(new ScriptedSource(transactions: 6, partsEach: 2), loop => loop.State.Last.Value == 6, "counted");

        Assert.Equal(12, counted["rowgate_captured_changes_total"]);
        Assert.Equal(6, counted["rowgate_captured_transactions_total"]);
    }

    private CaptureLoop Loop(ScriptedSource source, string name = "main", TimeProvider? time = null) =>
        new(name, source, _journal, time ?? TimeProvider.System, NullLogger<CaptureLoop>.Instance);

    private async Task RunUntilAsync(
        ScriptedSource source, Func<CaptureLoop, bool> isDone, string name = "main", TimeProvider? time = null)
    {
        using var loop = Loop(source, name, time);
        var running = loop.RunAsync(_stop.Token);
        await Eventually(() => isDone(loop));
        await _stop.CancelAsync();
        await running;
    }

    private async Task AssertJournalAsync(int transactions, int changesEach)
    {
        var changes = new List<string>();
        await foreach (var parts in _journal.ReadAsync(_journal.Start, TestContext.Current.CancellationToken))
        {
            changes.AddRange(parts.SelectMany(part => part.Changes).Select(change => ((RowInserted)change).After.ToString()));
            if (parts[^1].End == _journal.End)
                break;
        }

        Assert.Equal(Enumerable.Range(1, transactions).SelectMany(n => Enumerable.Repeat($"[{n}]", changesEach)), changes);
    }

    private static async Task Eventually(Func<bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "It did not become true in time.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits no time at all, and remembers how long it should have been.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Waits { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Enqueue(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
