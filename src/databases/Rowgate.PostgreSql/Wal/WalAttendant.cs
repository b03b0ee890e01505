using Microsoft.Extensions.Logging;
using Npgsql;
using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Wal.Setup;
using Rowgate.PostgreSql.Wal.Tables;
using Rowgate.PostgreSql.Wal.Transactions;

namespace Rowgate.PostgreSql.Wal;

/// <summary>What has to be done on the server while its log is read: keep it moving, keep the publication in step with the
/// schema, and watch what the slot holds back.</summary>
/// <remarks>Works on a connection of its own. Its troubles are told and tried again; they do not stop the stream.</remarks>
internal sealed partial class WalAttendant(PostgresOptions options, WalSignals signals, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);
    private const int LookShare = 20;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GiveUpMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GiveUpPause = TimeSpan.FromMilliseconds(20);

    private readonly PostgresCaptureOptions _capture = options.Capture;
    private readonly Publication _publication = new(options.Capture);

    private readonly PartitionMemory _partitions = new(WalFiles.Of(options.Capture).Partitions);

    // By table, what was said in the log last; it may be on its way to us still.
    private readonly Dictionary<uint, long> _said = [];

    // By table, what it looked like when all about it was in order: most looks find nothing new.
    private readonly Dictionary<uint, string> _inOrder = [];
    private readonly HashSet<uint> _left = [];
    private long _lastBeat = time.GetTimestamp();
    private bool _wasOverBudget;

    /// <summary>Attends until cancelled.</summary>
    /// <exception cref="Databases.DatabaseException">Somebody took from the publication: the stream must begin anew.</exception>
    public async Task RunAsync(ShapeMemory shapes, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await WalConnections.OpenAsync(options, cancellationToken);
                await AttendAsync(connection, shapes, cancellationToken);
            }
            catch (Exception cause) when (WalFaults.IsKnown(cause) && !cancellationToken.IsCancellationRequested)
            {
                LogFailed(_capture.Name, cause.Message);
                await Task.Delay(RetryDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                // Asked to end.
            }
        }
    }

    private async Task AttendAsync(NpgsqlConnection connection, ShapeMemory shapes, CancellationToken cancellationToken)
    {
        var looked = time.GetTimestamp();
        var pause = LookInterval;
        while (true)
        {
            var what = await signals.WaitAsync(pause - time.GetElapsedTime(looked), time, cancellationToken);
            if (what.HasFlag(WalSignal.MoveOn) || IsBeatDue())
                await BeatAsync(connection, cancellationToken);
            if (!what.HasFlag(WalSignal.LookAtSchema) && time.GetElapsedTime(looked) < pause)
                continue;
            looked = time.GetTimestamp();
            await LookAtSchemaAsync(connection, shapes, cancellationToken);
            await LookAtSlotAsync(connection, cancellationToken);

            // A look at tens of thousands of tables takes long, and must not become all that the server does.
            var took = time.GetElapsedTime(looked);
            pause = took * LookShare > LookInterval ? took * LookShare : LookInterval;
            looked = time.GetTimestamp();
        }
    }

    private bool IsBeatDue() => _capture.Heartbeat > TimeSpan.Zero && time.GetElapsedTime(_lastBeat) >= _capture.Heartbeat;

    // A transaction, so that its commit flushes the log: what is not flushed is sent to nobody.
    private async Task BeatAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        _lastBeat = time.GetTimestamp();
        await using var command = new NpgsqlCommand(
            $"SELECT pg_logical_emit_message(true, '{LogMessage.HeartbeatPrefix}', '')", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task LookAtSchemaAsync(NpgsqlConnection connection, ShapeMemory shapes, CancellationToken cancellationToken)
    {
        var tables = await new RelationList(options).ReadAsync(connection, cancellationToken);
        if (await _publication.DamageAsync(connection, tables, IsJoined, cancellationToken) is { } damage)
            throw WalFaults.Damaged(_capture.Name, damage);
        await _publication.EnsureAsync(connection, connection.PostgreSqlVersion.Major, cancellationToken);
        await _publication.RememberAsync(connection, tables.Where(table => table is { WhyNot: null, IsInPlace: false }), cancellationToken);
        var unsure = tables.Where(table => table is { WhyNot: null, IsInPlace: true } && !IsInOrder(table)).Select(table => table.Id);
        var now = await TableResolver.ShapesAsync(connection, unsure, cancellationToken);
        foreach (var table in tables)
        {
            try
            {
                await KeepInStepAsync(connection, table, now.GetValueOrDefault(table.Id), shapes, cancellationToken);
            }
            catch (PostgresException cause)
            {
                // Locked, dropped or altered meanwhile: the next look sees what it has become.
                LogTable(table.Name.ToString(), cause.MessageText);
            }
        }

        var there = tables.Where(table => table.WhyNot is null).Select(table => table.Id).ToHashSet();
        foreach (var gone in shapes.Known().Where(id => !there.Contains(id)))
            await SayAsync(connection, gone, null, 0, cancellationToken);

        // What we have taken out ourselves is known until the log says so.
        bool IsJoined(uint id) => !_left.Contains(id) && shapes.Find(id) is not null;
    }

    private async Task KeepInStepAsync(
        NpgsqlConnection connection, CapturedRelation table, TableShape? shape, ShapeMemory shapes, CancellationToken cancellationToken)
    {
        if (table.WhyNot is not null)
        {
            if (table.IsPublished)
            {
                await _publication.LeaveAsync(connection, table, cancellationToken);
                _left.Add(table.Id);
            }

            return;
        }

        if (!table.IsInPlace)
        {
            await _publication.JoinAsync(connection, table, isTold: true, cancellationToken);
            _left.Remove(table.Id);
            LogJoined(table.Name.ToString());
            return;
        }

        // Told first: after a crash in between it is told once more.
        if (_partitions.HasOthers(table))
            await Publication.TellAsync(connection, table.Id, table.Name, hasOtherPartitions: true, cancellationToken);
        _partitions.Keep(table);
        if (shape is null || IsInOrder(table))
            return;
        if (shapes.Find(table.Id)?.Id != shape.Id)
            await SayAsync(connection, table.Id, table.Name, shape.Id, cancellationToken);
        else
            _inOrder[table.Id] = table.Print;
    }

    private bool IsInOrder(CapturedRelation table) => _inOrder.GetValueOrDefault(table.Id) == table.Print;

    private async Task SayAsync(
        NpgsqlConnection connection, uint table, Core.Catalog.TableName? name, long shape, CancellationToken cancellationToken)
    {
        if (_said.TryGetValue(table, out var said) && said == shape)
            return;
        await Publication.TellAsync(connection, table, name, hasOtherPartitions: false, cancellationToken);
        _said[table] = shape;
    }

    private async Task LookAtSlotAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await SlotFacts.ReadAsync(connection, _capture.Name, cancellationToken) is not { } slot)
            return;
        var health = new SlotHealth(slot.WalStatus, slot.RetainedBytes, _capture.WalBudgetBytes);
        signals.Health = health;
        if (health.IsOverBudget && !_wasOverBudget)
            LogOverBudget(_capture.Name, health.RetainedBytes, health.BudgetBytes);
        _wasOverBudget = health.IsOverBudget;
        if (_capture.DropsSlotOverBudget && health.IsOverBudget && health.RetainedBytes > 2 * health.BudgetBytes)
            await GiveUpAsync(connection);
    }

    // The stream notices, and begins anew behind a gap. Its end cancels us: what is begun here is done to its end, or the
    // slot would be there again for the next one.
    private async Task GiveUpAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = $1 AND active_pid IS NOT NULL", connection)
        {
            Parameters = { new() { Value = _capture.Name } },
        };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
        for (var asked = time.GetTimestamp(); !await TryDropAsync(connection, time.GetElapsedTime(asked) > GiveUpMax);)
            await Task.Delay(GiveUpPause, time, CancellationToken.None);
        LogGivenUp(_capture.Name);
    }

    // False while the server has not ended the connection that uses it.
    private async Task<bool> TryDropAsync(NpgsqlConnection connection, bool isLast)
    {
        try
        {
            await SlotMaker.DropAsync(connection, _capture.Name, CancellationToken.None);
            return true;
        }
        catch (PostgresException cause) when (cause.SqlState == PostgresErrorCodes.ObjectInUse && !isLast)
        {
            return false;
        }
    }

    [LoggerMessage(4511, LogLevel.Warning, "Slot {Slot}: its keeper failed and tries again: {Message}")]
    private partial void LogFailed(string slot, string message);

    [LoggerMessage(4513, LogLevel.Warning, "Table {Table} could not be brought in step with capture, and is looked at again: {Message}")]
    private partial void LogTable(string table, string message);

    [LoggerMessage(4514, LogLevel.Information, "Table {Table} is captured from now on")]
    private partial void LogJoined(string table);

    [LoggerMessage(4515, LogLevel.Warning,
        "Slot {Slot} holds back {Bytes} bytes of the log, more than its budget of {Budget}: capture is behind or down")]
    private partial void LogOverBudget(string slot, long bytes, long budget);

    [LoggerMessage(4516, LogLevel.Error, "Slot {Slot} was given up because it held back more than twice its budget; changes are missing")]
    private partial void LogGivenUp(string slot);
}
