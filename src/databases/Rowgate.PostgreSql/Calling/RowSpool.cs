using System.Buffers.Binary;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Calling;

/// <summary>Rows that wait for their transaction to commit: in memory at first, in a temporary file when they are many.</summary>
/// <remarks>Written to its end, then read once. Each row is its length, four bytes, and its bytes.</remarks>
internal sealed class RowSpool : IAsyncDisposable
{
    /// <summary>How many bytes stay in memory.</summary>
    public const int MemoryBytesMax = 8 << 20;

    private const int LengthBytes = sizeof(int);
    private readonly PooledBuffer _memory = new();
    private readonly byte[] _length = new byte[LengthBytes];
    private FileStream? _file;
    private int _place;

    /// <summary>True when the rows went to a file.</summary>
    public bool IsOnDisk => _file is not null;

    /// <summary>Adds a row.</summary>
    public async ValueTask AddAsync(ReadOnlyMemory<byte> row, CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_length, row.Length);
        _memory.Add(_length);
        _memory.Add(row.Span);
        if (_memory.Length <= MemoryBytesMax)
            return;
        _file ??= Create();
        await _file.WriteAsync(_memory.Written, cancellationToken);
        _memory.Clear();
    }

    /// <summary>Ends the writing.</summary>
    public async ValueTask RewindAsync(CancellationToken cancellationToken)
    {
        if (_file is null)
            return;
        await _file.WriteAsync(_memory.Written, cancellationToken);
        _memory.Clear();
        _file.Position = 0;
    }

    /// <summary>Adds the next row to a buffer.</summary>
    /// <returns>False at the end of the rows.</returns>
    public async ValueTask<bool> NextAsync(PooledBuffer output, CancellationToken cancellationToken)
    {
        if (_file is not null)
        {
            if (await _file.ReadAtLeastAsync(_length, LengthBytes, throwOnEndOfStream: false, cancellationToken) < LengthBytes)
                return false;
            var size = BinaryPrimitives.ReadInt32LittleEndian(_length);
            await _file.ReadExactlyAsync(output.GetMemory(size)[..size], cancellationToken);
            output.Advance(size);
            return true;
        }

        if (_place == _memory.Length)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(_memory.WrittenSpan[_place..]);
        output.Add(_memory.WrittenSpan.Slice(_place + LengthBytes, length));
        _place += LengthBytes + length;
        return true;
    }

    // For nobody else's eyes, and gone with the process.
    private static FileStream Create()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous | FileOptions.SequentialScan,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(Path.Combine(Path.GetTempPath(), $"rowgate-{Guid.NewGuid():N}.spool"), options);
    }

    public async ValueTask DisposeAsync()
    {
        _memory.Dispose();
        if (_file is not null)
            await _file.DisposeAsync();
    }
}
