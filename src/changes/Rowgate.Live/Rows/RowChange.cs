// Hot path: bench/Fanout
using System.Globalization;
using System.Text;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;

namespace Rowgate.Live.Rows;

/// <summary>One change of one row, ready to be matched: its images with their values found.</summary>
/// <remarks>Reusable for the next change. Not safe for several threads.</remarks>
internal sealed class RowChange
{
    private readonly ColumnOffsets _before = new();
    private readonly ColumnOffsets _after = new();
    private TransactionInfo? _transaction;
    private byte[]? _commit;

    /// <summary>The row as it was; null when there is no such image.</summary>
    public ColumnOffsets? Before { get; private set; }

    /// <summary>The row as it is; null when it is gone.</summary>
    public ColumnOffsets? After { get; private set; }

    /// <summary>The place of the change in the journal.</summary>
    public JournalOffset Offset { get; private set; }

    /// <summary>What statement it was, in the word of the protocol.</summary>
    public byte[] Cause { get; private set; } = [];

    /// <summary>When it was committed, as text in quotes.</summary>
    public ReadOnlySpan<byte> Commit => _commit ??= Encoding.ASCII.GetBytes(
        _transaction!.CommitTime.UtcDateTime.ToString("'\"'yyyy-MM-dd'T'HH:mm:ss.fff'Z\"'", CultureInfo.InvariantCulture));

    /// <summary>The changes that follow belong to this transaction.</summary>
    public void Begin(TransactionInfo transaction)
    {
        if (ReferenceEquals(_transaction, transaction))
            return;
        _transaction = transaction;
        _commit = null;
    }

    /// <summary>Takes up a change.</summary>
    /// <returns>False when it has no images, so that only a new snapshot shows what it did.</returns>
    public bool TryRead(TableChange change, JournalOffset offset)
    {
        Offset = offset;
        switch (change)
        {
            case RowInserted inserted:
                Set(default, inserted.After, Causes.Insert);
                return true;
            case RowUpdated updated:
                Set(updated.Before, updated.After, Causes.Update);
                return true;
            case RowDeleted deleted:
                Set(deleted.Before, default, Causes.Delete);
                return true;
            case RowRead read:
                // Without an earlier image it is an enter; clients put by key, so that one too many does no harm.
                Set(default, read.After, Causes.Read);
                return true;
            default:
                return false;
        }
    }

    private void Set(RowImage before, RowImage after, byte[] cause)
    {
        Before = Find(_before, before);
        After = Find(_after, after);
        Cause = cause;
    }

    private static ColumnOffsets? Find(ColumnOffsets offsets, RowImage image)
    {
        if (image.IsNone)
            return null;
        offsets.Read(image);
        return offsets;
    }

    private static class Causes
    {
        public static readonly byte[] Insert = "insert"u8.ToArray();
        public static readonly byte[] Update = "update"u8.ToArray();
        public static readonly byte[] Delete = "delete"u8.ToArray();
        public static readonly byte[] Read = "read"u8.ToArray();
    }
}
