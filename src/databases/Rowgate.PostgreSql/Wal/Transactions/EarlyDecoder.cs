// Hot path: bench/Postgres/PostgresWal
using Npgsql;
using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Wal.Protocol;
using Rowgate.PostgreSql.Wal.Tables;
using Rowgate.PostgreSql.Values;

namespace Rowgate.PostgreSql.Wal.Transactions;

/// <summary>Decodes the changes of a large transaction as they come, so that little is left to do at its end. For one thread.</summary>
/// <remarks>
/// Only what certainly means the same after the commit. What needs a look at rows, or at tables and types that the transaction
/// itself made or altered and nobody else sees yet, is spooled as the message that it is.
/// </remarks>
/// <param name="shared">Decodes; null to decode apart from everybody else.</param>
/// <param name="connection">For questions.</param>
internal sealed class EarlyDecoder(ChangeDecoder? shared, NpgsqlConnection connection) : IDisposable
{
    private readonly ChangeDecoder _changes = shared ?? new();
    private readonly List<Change> _decoded = [];
    private readonly HashSet<uint> _late = [];
    private readonly List<(WalTable Table, TableShape? Shape)> _tables = [];
    private int _last = -1;

    /// <summary>Spools a message, decoded if that can be done now.</summary>
    /// <param name="subtransaction">Whose it is.</param>
    /// <param name="message">The message without the transaction id of a streamed one; borrowed until the task ends.</param>
    /// <param name="spool">Where to.</param>
    /// <param name="cancellationToken">Cancels questions.</param>
    public ValueTask AddAsync(uint subtransaction, ReadOnlyMemory<byte> message, SpoolFile spool, CancellationToken cancellationToken)
    {
        switch (message.Span[0])
        {
            case MessageType.Relation:
                _changes.TryDecode(message.Span, _decoded);
                break;
            case MessageType.Insert or MessageType.Update or MessageType.Delete when !IsLate(message.Span):
                if (TryAdd(subtransaction, message.Span, spool))
                    return ValueTask.CompletedTask;
                if (_changes.Unresolved is { } relation)
                    return ResolveAsync(relation, subtransaction, message, spool, cancellationToken);
                break;
        }

        spool.Add(subtransaction, message.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>The shape of a table, by its number; null as long as it is not settled.</summary>
    public TableShape? Settled(int table) => _tables[table].Shape;

    /// <summary>What the log announced of a table.</summary>
    public RelationMessage RelationOf(int table) => _tables[table].Table.Relation;

    /// <summary>The transaction has ended: settles what its changes tell of a table.</summary>
    /// <param name="table">The number of the table.</param>
    /// <param name="now">What it looks like after the commit.</param>
    /// <returns>That, or, when it was altered since, what the images were made for.</returns>
    public TableShape Settle(int table, TableShape now)
    {
        var known = _tables[table].Table;
        var shape = now.Columns.SequenceEqual(known.Shape.Columns) ? now : known.Shape;
        _tables[table] = (known, shape);
        return shape;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (shared is null)
            _changes.Dispose();
    }

    private bool IsLate(ReadOnlySpan<byte> message) => _late.Count > 0 && _late.Contains(new MessageReader(message, 1).UInt32());

    // False when it cannot be decoded now.
    private bool TryAdd(uint subtransaction, ReadOnlySpan<byte> message, SpoolFile spool)
    {
        _decoded.Clear();
        try
        {
            if (!_changes.TryDecode(message, _decoded))
                return false;
        }
        catch (StaleTypeException)
        {
            return false;
        }

        var table = IndexOf(_changes.Last!);
        foreach (var change in _decoded)
            SpooledChange.Write(spool.Reserve(subtransaction, SpooledChange.LengthOf(change)), change, table);
        return true;
    }

    private async ValueTask ResolveAsync(
        RelationMessage relation, uint subtransaction, ReadOnlyMemory<byte> message, SpoolFile spool, CancellationToken cancellationToken)
    {
        var seen = await TableResolver.DescribeAsync(connection, relation.Id, cancellationToken);
        if (seen is not null && seen.IsLike(relation))
            _changes.Resolve(await TableResolver.ResolveAsync(connection, relation, cancellationToken));
        else
            _late.Add(relation.Id);
        await AddAsync(subtransaction, message, spool, cancellationToken);
    }

    private int IndexOf(WalTable table)
    {
        if (_last >= 0 && ReferenceEquals(_tables[_last].Table, table))
            return _last;
        _last = _tables.FindIndex(known => ReferenceEquals(known.Table, table));
        if (_last >= 0)
            return _last;
        _tables.Add((table, null));
        return _last = _tables.Count - 1;
    }
}
