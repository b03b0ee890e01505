namespace Rowgate.PostgreSql.Wal.Transactions;

/// <summary>Widens the 32-bit transaction ids of the log to 64 bits, by what is known to be near.</summary>
/// <param name="near">An id that the database gave out lately, or is about to.</param>
internal sealed class TransactionIds(ulong near)
{
    private ulong _near = near;

    /// <summary>The id with these lower 32 bits that is nearest to the newest seen.</summary>
    public ulong Widen(uint id)
    {
        var distance = (int)(id - (uint)_near);
        var wide = (ulong)((long)_near + distance);
        if (distance > 0)
            _near = wide;
        return wide;
    }
}
