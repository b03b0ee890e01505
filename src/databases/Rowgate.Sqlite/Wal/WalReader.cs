using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Rowgate.Sqlite.Wal;

/// <summary>Finds the ends of transactions in a WAL file: what <c>_rowgate_head</c> said when each was committed.</summary>
/// <remarks>
/// SQLite appends the pages a transaction changed as frames, and marks the last one. Whoever reads must keep a read
/// transaction open from before the position it reads from, or the frames may be overwritten meanwhile; then the chain of
/// checksums breaks, and reading ends early instead of wrongly.
/// </remarks>
internal sealed class WalReader(string path) : IDisposable
{
    private const int FrameHeaderBytes = 24;

    private SafeFileHandle? _file;
    private byte[] _frame = [];

    /// <summary>Where the last transaction that was read ends.</summary>
    public WalPosition Position { get; private set; }

    /// <summary>The size of a page; zero before any was seen.</summary>
    public int PageBytes { get; private set; }

    /// <summary>Makes this the only reader of its kind: two that follow one file would delete each other's changes.</summary>
    /// <remarks>The system forgets the claim when the process ends. SQLite's own locks know nothing of it.</remarks>
    /// <returns>False when another process has claimed the file.</returns>
    public bool TryClaim()
    {
        try
        {
            // Where sharing is enforced on everybody, SQLite would be shut out too.
            var share = OperatingSystem.IsWindows() ? FileShare.ReadWrite | FileShare.Delete : FileShare.None;
            _file ??= File.OpenHandle(path, FileMode.Open, FileAccess.Read, share);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    /// <summary>Reads whole transactions from <see cref="Position"/> on.</summary>
    /// <param name="headPages">The pages that may be the root of <c>_rowgate_head</c>: VACUUM can move it.</param>
    /// <param name="until">Reading ends behind the first transaction that leaves this number, before
    /// one that leaves a greater number, or at the end of the file.</param>
    /// <returns>The number after each transaction that touched the page, in order of commit.</returns>
    public IEnumerable<long> ReadCommits(IReadOnlyList<uint> headPages, long until)
    {
        if (!TryOpen(out var header))
            yield break;

        // Another salt is another generation. Nothing can be left of the old one: see above.
        if (header.Salt != Position.Salt)
            Position = new(header.Salt, 0, header.Seed);
        var at = Position;
        long? last = null;
        while (TryReadFrame(header, ref at, out var page, out var isCommit))
        {
            if (headPages.Contains(page) && HeadPage.TryReadLast(_frame.AsSpan(FrameHeaderBytes), out var found))
                last = found;
            if (!isCommit)
                continue;
            // Committed after what the caller sees: stays to be read.
            if (last > until)
                yield break;
            Position = at;
            if (last is { } end)
                yield return end;
            if (last >= until)
                yield break;
            last = null;
        }
    }

    public void Dispose() => _file?.Dispose();

    private bool TryOpen(out WalHeader header)
    {
        header = default;
        if (_file is null && (!File.Exists(path) || !TryClaim()))
            return false;
        Span<byte> bytes = stackalloc byte[WalHeader.Bytes];
        if (RandomAccess.Read(_file!, bytes, 0) < bytes.Length || !WalHeader.TryRead(bytes, out header))
            return false;
        PageBytes = header.PageBytes;
        if (_frame.Length != FrameHeaderBytes + header.PageBytes)
            _frame = new byte[FrameHeaderBytes + header.PageBytes];
        return true;
    }

    private bool TryReadFrame(WalHeader header, ref WalPosition at, out uint page, out bool isCommit)
    {
        (page, isCommit) = (0, false);
        if (RandomAccess.Read(_file!, _frame, WalHeader.Bytes + (at.Frames * _frame.Length)) < _frame.Length)
            return false;
        var frame = _frame.AsSpan();
        if (BinaryPrimitives.ReadUInt64BigEndian(frame[8..]) != header.Salt)
            return false;
        var checksum = at.Checksum.Over(frame[..8]).Over(frame[FrameHeaderBytes..]);
        if (!checksum.Matches(frame[16..]))
            return false;
        page = BinaryPrimitives.ReadUInt32BigEndian(frame);
        isCommit = BinaryPrimitives.ReadUInt32BigEndian(frame[4..]) != 0;
        at = new(header.Salt, at.Frames + 1, checksum);
        return true;
    }
}
