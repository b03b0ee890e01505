using System.Buffers;
using System.Runtime.InteropServices;
using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Spooling;

/// <summary>Rows between a connection, which gives them as fast as it can, and whoever takes them at leisure: in memory at first,
/// in a temporary file when they are many.</summary>
/// <remarks>One adds and one takes, at the same time if they like. A part is the ends of its rows, four bytes each, and their
/// text. The file only grows, until all of it is thrown away; what it takes of the common room is given back then.</remarks>
/// <param name="space">The common room on disk.</param>
/// <param name="pool">Where buffers are from.</param>
internal sealed class RowSpool(SpoolSpace space, ArrayPool<byte> pool) : IAsyncDisposable
{
    /// <summary>How many bytes stay in memory.</summary>
    public const int MemoryBytesMax = 4 << 20;

    private readonly Lock _turn = new();
    private readonly Queue<Part> _parts = new();
    private readonly SemaphoreSlim _added = new(0);
    private readonly SemaphoreSlim _taken = new(0, 1);
    private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FileStream? _file;
    private long _fileBytes;
    private int _memoryBytes;
    private byte[] _current = [];
    private int[] _ends = [];

    /// <summary>A spool with buffers of the pool that all share.</summary>
    public RowSpool(SpoolSpace space)
        : this(space, ArrayPool<byte>.Shared)
    {
    }

    /// <summary>The file that rows went to; null as long as all of them had room in memory.</summary>
    public string? FilePath => _file?.Name;

    /// <summary>Done when a part had to wait because there was no room for it.</summary>
    public Task Full => _full.Task;

    /// <summary>Adds rows; waits for room until some are taken.</summary>
    /// <exception cref="RefusedException">The file cannot be written.</exception>
    public async ValueTask AddAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        while (!await TryAddAsync(rows, cancellationToken))
        {
            _full.TrySetResult();
            await _taken.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Adds rows, when there is room for them.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="RefusedException">The file cannot be written.</exception>
    public async ValueTask<bool> TryAddAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        var ends = MemoryMarshal.AsBytes(rows.RowEnds.Span).Length;
        var part = new Part(null, rows.Count, ends + rows.Json.Length, 0);
        if (TryKeep(part.Length))
        {
            Enqueue(part with { Bytes = Packed(rows, ends) });
            return true;
        }

        if (!space.TryTake(part.Length))
            return false;
        var bytes = Packed(rows, ends);
        try
        {
            _file ??= Create();
            await RandomAccess.WriteAsync(_file.SafeFileHandle, bytes.AsMemory(0, part.Length), _fileBytes, cancellationToken);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            space.Give(part.Length);
            throw new RefusedException(new(
                RefusalCode.DiskFull, "The rows cannot be kept on disk until they are taken", Hint: "Free space in the folder of temporary files."));
        }
        catch
        {
            space.Give(part.Length);
            throw;
        }
        finally
        {
            pool.Return(bytes);
        }

        Enqueue(part with { Place = _fileBytes });
        _fileBytes += part.Length;
        return true;
    }

    /// <summary>Says that no more rows follow.</summary>
    public void End() => _added.Release();

    /// <summary>Takes the next rows; waits for them until the end.</summary>
    /// <returns>The rows, valid until the next call; none at the end.</returns>
    public async ValueTask<RowBatch> TakeAsync(CancellationToken cancellationToken)
    {
        await _added.WaitAsync(cancellationToken);
        Part part;
        lock (_turn)
        {
            if (!_parts.TryDequeue(out part))
            {
                // The end stays the end, however often somebody asks.
                _added.Release();
                return default;
            }

            if (part.Bytes is not null)
                _memoryBytes -= part.Length;
        }

        if (_taken.CurrentCount == 0)
            _taken.Release();
        // Given back once only, also when the read fails: whoever got it next would share it.
        pool.Return(Interlocked.Exchange(ref _current, []));
        _current = part.Bytes ?? await ReadAsync(part, cancellationToken);
        var ends = part.Count * sizeof(int);
        if (_ends.Length < part.Count)
            _ends = new int[part.Count];
        _current.AsSpan(0, ends).CopyTo(MemoryMarshal.AsBytes(_ends.AsSpan()));
        return new(_current.AsMemory(ends, part.Length - ends), _ends.AsMemory(0, part.Count));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        pool.Return(_current);
        _current = [];
        while (_parts.TryDequeue(out var part))
        {
            if (part.Bytes is { } bytes)
                pool.Return(bytes);
        }

        if (_file is not null)
            await _file.DisposeAsync();
        space.Give(_fileBytes);
        _fileBytes = 0;
        _added.Dispose();
        _taken.Dispose();
    }

    private bool TryKeep(int bytes)
    {
        lock (_turn)
        {
            if (_memoryBytes > 0 && _memoryBytes + bytes > MemoryBytesMax)
                return false;
            _memoryBytes += bytes;
            return true;
        }
    }

    private void Enqueue(Part part)
    {
        lock (_turn)
            _parts.Enqueue(part);
        _added.Release();
    }

    private byte[] Packed(RowBatch rows, int ends)
    {
        var bytes = pool.Rent(ends + rows.Json.Length);
        MemoryMarshal.AsBytes(rows.RowEnds.Span).CopyTo(bytes);
        rows.Json.Span.CopyTo(bytes.AsSpan(ends));
        return bytes;
    }

    private async ValueTask<byte[]> ReadAsync(Part part, CancellationToken cancellationToken)
    {
        var bytes = pool.Rent(part.Length);
        try
        {
            for (var read = 0; read < part.Length;)
            {
                var piece = await RandomAccess.ReadAsync(
                    _file!.SafeFileHandle, bytes.AsMemory(read, part.Length - read), part.Place + read, cancellationToken);
                read += piece > 0 ? piece : throw new EndOfStreamException("The file of rows was cut.");
            }

            return bytes;
        }
        catch
        {
            pool.Return(bytes);
            throw;
        }
    }

    // For nobody else's eyes, and gone with the process.
    private static FileStream Create()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(Path.Combine(Path.GetTempPath(), $"rowgate-{Guid.NewGuid():N}.spool"), options);
    }

    /// <summary>Some rows.</summary>
    /// <param name="Bytes">They themselves; null when they are in the file.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Length">How many bytes, with the ends.</param>
    /// <param name="Place">Where in the file.</param>
    private readonly record struct Part(byte[]? Bytes, int Count, int Length, long Place);
}
