using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Wal.Tables;

namespace Rowgate.PostgreSql.Wal.Transactions;

/// <summary>Reads a committed transaction that was too large to keep in memory, part by part.</summary>
internal sealed class SpoolReplay(OpenTransaction transaction, TransactionInfo info, MessageDecoder decoder, ShapeMemory shapes)
    : IDisposable
{
    // So much goes into the journal at once: enough to make its fsync cheap, little enough to be held twice.
    private const long BytesMax = 4 << 20;
    private const int PartsMax = 8;

    private readonly List<Change> _changes = transaction.Changes;
    private long _index;
    private bool _isRead = transaction.Spool is null;
    private bool _isRewound;

    /// <summary>True when all was read.</summary>
    public bool IsOver => _isRead && _changes.Count == 0;

    /// <summary>Reads the next parts.</summary>
    /// <returns>None at the end, or when nothing of the transaction is left.</returns>
    public async Task<List<TransactionPart>> NextAsync(CancellationToken cancellationToken)
    {
        if (!_isRewound)
            transaction.Spool?.Rewind();
        _isRewound = true;
        decoder.Bytes = 0;
        var parts = new List<TransactionPart>(PartsMax);
        while (parts.Count < PartsMax && decoder.Bytes < BytesMax && await NextPartAsync(cancellationToken) is { } part)
            parts.Add(part);
        return parts;
    }

    /// <inheritdoc/>
    public void Dispose() => transaction.Dispose();

    private async ValueTask<TransactionPart?> NextPartAsync(CancellationToken cancellationToken)
    {
        // One change more than goes into the part, so that the last part is known to be it.
        while (!_isRead && (_changes.Count < 2 || (_changes.Count <= TransactionPart.CountMax && decoder.Bytes < BytesMax)))
        {
            if (!transaction.Spool!.TryRead(out var subtransaction, out var record))
                _isRead = true;
            else if (!transaction.IsAborted(subtransaction))
                await DecodeAsync(record, cancellationToken);
        }

        var count = Math.Min(TransactionPart.CountMax, _isRead ? _changes.Count : _changes.Count - 1);
        if (count == 0)
            return null;
        var part = new TransactionPart
        {
            Transaction = info,
            Index = _index,
            IsLast = _isRead && count == _changes.Count,
            Changes = _changes.GetRange(0, count),
        };
        if (part.IsLast)
            shapes.Commit(info.Position);
        _changes.RemoveRange(0, count);
        _index += count;
        return part;
    }

    private ValueTask DecodeAsync(ReadOnlyMemory<byte> record, CancellationToken cancellationToken) =>
        SpooledChange.IsOne(record.Span)
            ? decoder.TakeAsync(record, transaction.Early!, _changes, cancellationToken)
            : decoder.DecodeAsync(record, _changes, cancellationToken);
}
