using System.Text;
using Npgsql;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;

namespace Rowgate.PostgreSql.Capture;

/// <summary>Numbers the transactions that have become visible, and reads their changes.</summary>
/// <remarks>
/// A look takes a snapshot. Whatever is visible in it and has no number yet gets one, durably, so that a later start finds
/// the same order. Nobody can be overtaken by a transaction that it depends on: that one was visible before it could write
/// the same row, so it is in the same look or an earlier one; and in the same look its last change has the smaller id.
/// Transaction ids would not do: an older one may depend on a younger one.
/// </remarks>
internal sealed class TriggerReader(string source, string name, NpgsqlConnection connection, TriggerShapes shapes, SourcePosition after)
{
    // Rows can be large: a page ends at whichever limit it meets first.
    private const int PageBytesMax = 4 << 20;

    private readonly string _schema = TriggerSchema.Quoted(name);
    private long _position = (long)after.Value;
    private long _id = long.MaxValue;
    private TransactionInfo? _open;
    private long _index;

    /// <summary>Numbers what has become visible.</summary>
    /// <returns>Everything up to here is numbered: whatever gets visible later comes behind it.</returns>
    public async Task<SourcePosition> LookAsync(CancellationToken cancellationToken)
    {
        // Before the snapshot: whoever asked for the number of the last look earlier sees less than this one.
        await using var next = new NpgsqlCommand($"SELECT nextval('{_schema.Replace("'", "''", StringComparison.Ordinal)}.look')", connection);
        var look = (long)(await next.ExecuteScalarAsync(cancellationToken))!;
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using var number = new NpgsqlCommand(
            $"""
            INSERT INTO {_schema}.committed (position, xid, last)
            SELECT ($1 << {TriggerSchema.PositionBits}) + row_number() OVER (ORDER BY seen.last), seen.xid, seen.last
            FROM (SELECT c.xid, max(c.id) AS last FROM {_schema}.change c
              WHERE c.xid >= (SELECT h.oldest FROM {_schema}.head h)
                AND NOT EXISTS (SELECT FROM {_schema}.committed t WHERE t.xid = c.xid)
              GROUP BY c.xid ORDER BY max(c.id) LIMIT {(1 << TriggerSchema.PositionBits) - 1}) seen
            """,
            connection)
        {
            Parameters = { new() { Value = look } },
            CommandTimeout = 0,
        };
        if (await number.ExecuteNonQueryAsync(cancellationToken) is > 0 and < (1 << TriggerSchema.PositionBits) - 1)
        {
            await using var head = new NpgsqlCommand($"UPDATE {_schema}.head SET oldest = pg_snapshot_xmin(pg_current_snapshot())", connection);
            await head.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new((ulong)((look + 1) << TriggerSchema.PositionBits) - 1);
    }

    /// <summary>Reads the next changes.</summary>
    /// <returns>The parts; empty when all numbered transactions have been read.</returns>
    public async Task<List<TransactionPart>> NextAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT t.position, t.xid::text, t.last, c.id, c.made, c.relation, c.op::text, c.before, c.after, c.actor
            FROM {_schema}.committed t JOIN {_schema}.change c ON c.xid = t.xid
            WHERE t.position >= $1 AND (t.position > $1 OR c.id > $2)
            ORDER BY t.position, c.id LIMIT {TransactionPart.CountMax}
            """,
            connection)
        {
            Parameters = { new() { Value = _position }, new() { Value = _id } },
            CommandTimeout = 0,
        };
        var parts = new List<TransactionPart>();
        var changes = new List<Change>();
        var bytes = 0;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (bytes < PageBytesMax && await row.ReadAsync(cancellationToken))
        {
            (_position, _id) = (row.GetInt64(0), row.GetInt64(3));
            _open ??= Begin(row);
            var (before, afterwards) = (Text(row, 7), Text(row, 8));
            changes.Add(Decode(row.GetFieldValue<uint>(5), row.GetString(6)[0], before, afterwards, changes.LastOrDefault()));
            bytes += (before?.Length ?? 0) + (afterwards?.Length ?? 0);
            if (_id == row.GetInt64(2))
                parts.Add(Part(ref changes, isLast: true));
        }

        if (changes.Count > 0)
            parts.Add(Part(ref changes, isLast: false));
        return parts;
    }

    /// <summary>Deletes what the journal holds.</summary>
    public async Task TrimAsync(SourcePosition durable, CancellationToken cancellationToken)
    {
        // A number must stay as long as a look could meet its transaction again.
        await using var command = new NpgsqlCommand(
            $"""
            WITH old AS (DELETE FROM {_schema}.committed t WHERE t.position <= $1 AND t.xid < (SELECT h.oldest FROM {_schema}.head h) RETURNING t.xid),
              gone AS (DELETE FROM {_schema}.change c USING old WHERE c.xid = old.xid)
            UPDATE {_schema}.head SET trimmed = greatest(trimmed, $1)
            """,
            connection)
        {
            Parameters = { new() { Value = (long)durable.Value } },
            CommandTimeout = 0,
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private Change Decode(uint relation, char op, string? before, string? afterwards, Change? previous)
    {
        switch (op)
        {
            case 's':
                return new SchemaChanged(
                    before is null ? null : ShapeText.Read(before), afterwards is null ? null : ShapeText.Read(afterwards));
            case 't':
                return Truncated(relation, previous);
            case 'i':
                var inserted = shapes.Decode(relation, afterwards!);
                return new RowInserted(inserted.Shape, inserted.Image);
            case 'd':
                var deleted = shapes.Decode(relation, before!);
                return new RowDeleted(deleted.Shape, deleted.Image);
            default:
                var old = shapes.Decode(relation, before!);
                var fresh = shapes.Decode(relation, afterwards!);
                return new RowUpdated(fresh.Shape, old.Image, fresh.Image);
        }
    }

    // A TRUNCATE of a table fires the triggers of its partitions behind its own. One of a partition alone takes rows away that
    // no change tells of, and leaves others: as with a partition that is detached, whoever follows the table begins anew.
    private Change Truncated(uint relation, Change? previous)
    {
        var shape = shapes.ShapeOf(relation);
        return shapes.IsPart(relation) && !(previous is TableTruncated whole && whole.Shape.Table == shape.Table)
            ? new SchemaChanged(shape, shape)
            : new TableTruncated(shape);
    }

    private TransactionInfo Begin(NpgsqlDataReader row)
    {
        _index = 0;
        return new(
            source, row.GetString(1), new((ulong)row.GetInt64(0)), row.GetFieldValue<DateTimeOffset>(4), null,
            Text(row, 9) is { } actor ? Actor.Read(Encoding.UTF8.GetBytes(actor)) : null);
    }

    private TransactionPart Part(ref List<Change> changes, bool isLast)
    {
        var part = new TransactionPart { Transaction = _open!, Index = _index, IsLast = isLast, Changes = changes };
        _index += changes.Count;
        if (isLast)
            _open = null;
        changes = [];
        return part;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
