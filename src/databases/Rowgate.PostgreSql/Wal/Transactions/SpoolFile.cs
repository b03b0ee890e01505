// Hot path: bench/Postgres/PostgresWal
using System.Buffers.Binary;

namespace Rowgate.PostgreSql.Wal.Transactions;

/// <summary>The changes of a transaction that has not ended, on disk. Deleted when disposed.</summary>
/// <remarks>The length of a record and the subtransaction's id, 4 bytes each, and the record: a <see cref="SpooledChange"/>, or
/// a message of the log. What a crash
/// leaves behind is worthless, since the log is read again: nothing is flushed to the disk.</remarks>
internal sealed class SpoolFile : IDisposable
{
    private const int HeadBytes = 8;

    private readonly FileStream _file;

    // First for what is to be written, after Rewind for what was read: from _at to _length.
    private byte[] _buffer = new byte[128 << 10];
    private int _at;
    private int _length;

    /// <summary>Makes the file.</summary>
    public SpoolFile(string path) =>
        _file = new(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
        });

    /// <summary>Adds a record.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void Add(uint subtransaction, ReadOnlySpan<byte> record) => record.CopyTo(Reserve(subtransaction, record.Length));

    /// <summary>Adds a record that is to be written into the room that is returned, before anything else is called.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public Span<byte> Reserve(uint subtransaction, int length)
    {
        if (_buffer.Length - _length < HeadBytes + length)
        {
            Flush();
            if (_buffer.Length < HeadBytes + length)
                _buffer = new byte[HeadBytes + length];
        }

        var head = _buffer.AsSpan(_length);
        BinaryPrimitives.WriteInt32LittleEndian(head, length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[sizeof(int)..], subtransaction);
        _length += HeadBytes + length;
        return head.Slice(HeadBytes, length);
    }

    /// <summary>All is written: reads from the beginning from now on.</summary>
    public void Rewind()
    {
        Flush();
        _file.Seek(0, SeekOrigin.Begin);
    }

    /// <summary>The next record, valid until the next call.</summary>
    /// <returns>False at the end.</returns>
    public bool TryRead(out uint subtransaction, out ReadOnlyMemory<byte> record)
    {
        (subtransaction, record) = (0, default);
        if (!Fill(HeadBytes))
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_at));
        subtransaction = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_at + sizeof(int)));
        if (!Fill(HeadBytes + length))
            throw new EndOfStreamException("A spooled transaction ends too early.");
        record = _buffer.AsMemory(_at + HeadBytes, length);
        _at += HeadBytes + length;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Flush()
    {
        _file.Write(_buffer, 0, _length);
        _length = 0;
    }

    // So many bytes in one piece; false when the file has no more.
    private bool Fill(int count)
    {
        if (_length - _at >= count)
            return true;
        var buffer = _buffer.Length >= count ? _buffer : new byte[count];
        Buffer.BlockCopy(_buffer, _at, buffer, 0, _length - _at);
        (_buffer, _length, _at) = (buffer, _length - _at, 0);
        _length += _file.ReadAtLeast(_buffer.AsSpan(_length), count - _length, throwOnEndOfStream: false);
        return _length >= count;
    }
}
