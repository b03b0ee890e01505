using System.Runtime.CompilerServices;
using Npgsql;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;

namespace Rowgate.PostgreSql.Capture;

/// <summary>Changes of a PostgreSQL database by reading its tables again, for databases on which nothing may be installed.</summary>
/// <remarks>
/// Rows are told in the order of a cursor column, up to the value that was the newest one a safety window ago: by then, each
/// transaction that took a smaller value has committed. Each page of rows is one transaction of ours; pages end anywhere, also
/// among rows of one value. The position counts those transactions.
/// </remarks>
public sealed class PollingChangeSource : IChangeSource
{
    private readonly string _source;
    private readonly PostgresOptions _options;
    private readonly TimeProvider _time;

    // For each table, the newest values of its cursor, and when they were seen.
    private readonly Dictionary<string, Queue<(long Seen, string Value)>> _newest = [];
    private readonly LookPause _pause = new();
    private long _durable;

    /// <summary>A source that connects when it is read.</summary>
    /// <param name="source">The configured name of the database.</param>
    /// <param name="options">How to reach and capture it.</param>
    /// <param name="time">The clock.</param>
    public PollingChangeSource(string source, PostgresOptions options, TimeProvider time)
    {
        _source = source;
        _options = options;
        _time = time;
    }

    /// <inheritdoc/>
    public string Mode => "polling";

    /// <inheritdoc/>
    /// <remarks>None: a row that is committed now is told when its window is over.</remarks>
    public SourcePosition Passed => SourcePosition.None;

    /// <inheritdoc/>
    public void Wake() => _pause.Wake();

    /// <inheritdoc/>
    public async ValueTask<CapturePreview> PreviewAsync(CancellationToken cancellationToken) =>
        await CaptureFaults.GuardAsync(
            async () =>
            {
                await using var connection = await TriggerInstallation.ConnectAsync(_options, cancellationToken);
                return await PollingTables.PreviewAsync(_options, connection, cancellationToken);
            },
            cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<TransactionPart>> ReadAsync(
        SourcePosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Volatile.Write(ref _durable, (long)after.Value);
        var state = new PollingState(StatePath(), after);
        await using var connection = await CaptureFaults.GuardAsync(() => ConnectAsync(cancellationToken), cancellationToken);
        await CaptureFaults.GuardAsync(() => TablesAsync(connection, cancellationToken), cancellationToken);
        yield return [];
        while (true)
        {
            using var pause = _pause.Begin(cancellationToken);
            foreach (var table in await CaptureFaults.GuardAsync(() => TablesAsync(connection, cancellationToken), cancellationToken))
            {
                if (await CaptureFaults.GuardAsync(() => LimitAsync(connection, table, cancellationToken), cancellationToken) is not { } limit)
                    continue;
                while (await CaptureFaults.GuardAsync(
                    () => NextAsync(connection, table, limit, state, cancellationToken), cancellationToken) is { } part)
                {
                    yield return [part];
                }
            }

            yield return [];
            await LookPause.WaitAsync(woken => Task.Delay(_options.Capture.PollingPace.Interval, _time, woken), pause);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public ValueTask AcknowledgeAsync(SourcePosition durable, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _durable, (long)durable.Value);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>Nothing is installed on the database; the next reading begins with all rows.</remarks>
    public ValueTask<IReadOnlyList<string>> RemoveAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(StatePath()))
            return new((IReadOnlyList<string>)[]);
        File.Delete(StatePath());
        return new((IReadOnlyList<string>)["the cursors of polling"]);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string StatePath() => Path.Combine(
        Directory.CreateDirectory(Path.Combine(_options.Capture.SpoolFolder, _options.Capture.Name)).FullName, "polling");

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = await TriggerInstallation.ConnectOwnAsync(_options, cancellationToken);
        await using var settings = new NpgsqlCommand(
            "SET datestyle = ISO; SET intervalstyle = postgres; SET extra_float_digits = 1; SET bytea_output = hex", connection);
        await settings.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    private async Task<IReadOnlyList<PollingTable>> TablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (tables, problems) = await PollingTables.ReadAsync(_options, connection, cancellationToken);
        return problems.IsEmpty && !tables.IsEmpty ? tables : throw CaptureFaults.NotPolled(problems);
    }

    // The newest value of the youngest look that is a window old; null when none is.
    private async Task<string?> LimitAsync(NpgsqlConnection connection, PollingTable table, CancellationToken cancellationToken)
    {
        if (!_newest.TryGetValue(table.Name, out var seen))
            _newest.Add(table.Name, seen = []);
        var now = _time.GetTimestamp();
        if (await PollingReader.NewestAsync(connection, table, cancellationToken) is { } newest)
            seen.Enqueue((now, newest));
        string? limit = null;
        while (seen.TryPeek(out var look) && _time.GetElapsedTime(look.Seen, now) >= _options.Capture.PollingPace.SafetyWindow)
            limit = seen.Dequeue().Value;
        return limit;
    }

    private async Task<TransactionPart?> NextAsync(
        NpgsqlConnection connection, PollingTable table, string limit, PollingState state, CancellationToken cancellationToken)
    {
        var known = state.Tables.GetValueOrDefault(table.Name);
        var shape = ShapeText.Write(table.Shape);

        // With another key or cursor, the place of the last row has no meaning: all rows are told again.
        var last = known?.Row.Length == table.OrderCount ? known.Row : default;
        var (changes, end) = await PollingReader.PageAsync(connection, table, last.IsDefault ? null : last, limit, cancellationToken);
        if (changes.Count == 0)
            return null;
        if (known?.Shape != shape)
            changes.Insert(0, new SchemaChanged(known is null ? null : ShapeText.Read(known.Shape), table.Shape));
        var position = state.Advance(table.Name, new(shape, [.. end]), new((ulong)Volatile.Read(ref _durable)));
        var info = new TransactionInfo(_source, position.ToString(), position, _time.GetUtcNow());
        return new() { Transaction = info, Changes = changes };
    }
}
