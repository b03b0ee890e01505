using Npgsql;
using Rowgate.Core.Positions;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Wal.Tables;

namespace Rowgate.PostgreSql.Wal.Setup;

/// <summary>Puts in place what capture needs on the server: the publication, whole old rows, and the slot.</summary>
/// <param name="options">What to capture.</param>
/// <param name="markPath">The file of the <see cref="PassedMark"/>.</param>
internal sealed class WalSetup(PostgresOptions options, string markPath)
{
    private readonly PostgresCaptureOptions _capture = options.Capture;

    /// <summary>Puts all in place.</summary>
    /// <param name="connection">A connection of capture.</param>
    /// <param name="after">The end of the journal.</param>
    /// <param name="shapes">What was told of the tables; filled when nothing was.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What the stream begins with.</returns>
    /// <exception cref="Databases.DatabaseException">Something is missing; it says what.</exception>
    public async Task<WalStart> RunAsync(
        NpgsqlConnection connection, SourcePosition after, ShapeMemory shapes, CancellationToken cancellationToken)
    {
        var server = await ServerFacts.ReadAsync(connection, cancellationToken);
        var slot = await SlotFacts.ReadAsync(connection, _capture.Name, cancellationToken);
        if (server.WhyNot(slot is not null) is { } reason)
            throw reason;
        if (after.Value > server.LogEnd)
            throw WalFaults.OlderCopy(after.Value, server.LogEnd);
        if (slot is { IsOurs: false })
            throw WalFaults.Foreign(_capture.Name, slot.Plugin == "pgoutput" ? $"database {slot.Database}" : $"plugin {slot.Plugin}");
        if (slot is { IsActive: true })
            throw WalFaults.InUse();

        var publication = new Publication(_capture);
        var tables = (await new RelationList(options).ReadAsync(connection, cancellationToken)).FindAll(table => table.WhyNot is null);
        var damage = slot is null
            ? null
            : await publication.DamageAsync(connection, tables, id => shapes.Find(id) is not null, cancellationToken);
        await publication.EnsureAsync(connection, server.Version, cancellationToken);
        await JoinAllAsync(connection, tables, server.Role, isTold: slot is not null, cancellationToken);
        new PartitionMemory(WalFiles.Of(_capture).Partitions).KeepNew(tables);
        if (shapes.IsEmpty)
            await LearnAsync(connection, tables, shapes, cancellationToken);

        // The server decodes by the publication as it was at each place of the log, and cannot where there was none.
        var lost = slot switch
        {
            null => after == SourcePosition.None ? null : "The replication slot was gone.",
            { WalStatus: "lost" } => "The database dropped the log that the replication slot still needed.",
            _ => damage,
        };
        if (slot is not null && lost is null)
        {
            return new(server, GapBehind(slot, after), new(Math.Max(slot.Confirmed, after.Value)));
        }

        if (slot is not null)
            await SlotMaker.DropAsync(connection, _capture.Name, cancellationToken);
        var start = new SourcePosition(await SlotMaker.CreateAsync(connection, _capture.Name, server, cancellationToken));

        // Until the journal has the gap, the slot must stay ahead of it without an excuse.
        if (lost is null)
            new PassedMark(after, start).Write(markPath);
        else
            File.Delete(markPath);
        return new(server with { NextTransaction = (await ServerFacts.ReadAsync(connection, cancellationToken)).NextTransaction }, lost, start);
    }

    private async Task JoinAllAsync(
        NpgsqlConnection connection, List<CapturedRelation> tables, string role, bool isTold, CancellationToken cancellationToken)
    {
        var publication = new Publication(_capture);
        var foreign = tables.FindAll(table => !table.IsInPlace && !table.IsOwned);
        if (foreign.Count > 0)
            throw WalFaults.NotOwned(role, foreign.Select(table => table.Name.ToString()));
        await publication.RememberAsync(connection, tables.Where(table => !table.IsInPlace), cancellationToken);
        foreach (var table in tables.Where(table => !table.IsInPlace))
        {
            try
            {
                await publication.JoinAsync(connection, table, isTold, cancellationToken);
            }
            catch (PostgresException cause) when (cause.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                throw WalFaults.Blocked(
                    $"Table {table.Name} cannot be published", await SlotMaker.BlockersAsync(connection, cancellationToken));
            }
        }
    }

    private static async Task LearnAsync(
        NpgsqlConnection connection, List<CapturedRelation> tables, ShapeMemory shapes, CancellationToken cancellationToken)
    {
        foreach (var (table, shape) in await TableResolver.ShapesAsync(connection, tables.Select(table => table.Id), cancellationToken))
            shapes.Tell(table, shape);
        shapes.Commit(SourcePosition.None);
        shapes.Save();
    }

    private string? GapBehind(SlotFacts slot, SourcePosition after)
    {
        if (slot.Confirmed <= after.Value)
            return null;
        return PassedMark.Read(markPath) is { } mark && mark.Last == after && mark.Passed.Value >= slot.Confirmed
            ? null
            : "The replication slot is ahead of the journal: what was in between went into another journal, or into none.";
    }
}
