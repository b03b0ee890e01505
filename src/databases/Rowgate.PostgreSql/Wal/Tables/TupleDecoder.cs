// Hot path: bench/Postgres/PostgresWal
using Rowgate.Core.Values;
using Rowgate.PostgreSql.Wal.Protocol;

namespace Rowgate.PostgreSql.Wal.Tables;

/// <summary>Makes tuples of the log into row images. For one thread.</summary>
internal sealed class TupleDecoder : IDisposable
{
    private readonly PooledBuffer _image = new();
    private readonly ColumnOffsets _old = new();
    private readonly ImageSlab _slab = new();

    /// <summary>True when the last tuple lacked values that it did not change, and no old image had them.</summary>
    public bool LacksValues { get; private set; }

    /// <summary>Decodes a tuple.</summary>
    /// <param name="reader">Stands on the tuple; behind it at return.</param>
    /// <param name="table">Whose row it is.</param>
    /// <param name="old">Where to find what the log leaves out because it did not change; none when there is no such image.</param>
    public RowImage Decode(ref MessageReader reader, WalTable table, RowImage old = default)
    {
        var count = reader.Int16();
        if (count != table.Writers.Length)
            throw new InvalidDataException($"A row of {table.Shape.Table} has {count} values, not {table.Writers.Length}.");
        LacksValues = false;
        _image.Clear();
        _image.Add((byte)'[');
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                _image.Add((byte)',');
            switch (reader.Byte())
            {
                case (byte)'t':
                    table.Writers[i].Write(reader.Bytes(reader.Int32()), _image);
                    break;
                case (byte)'u':
                    AddOld(i, old);
                    break;
                default:
                    _image.Add("null"u8);
                    break;
            }
        }

        _image.Add((byte)']');
        return _slab.Keep(_image.WrittenSpan);
    }

    /// <summary>Goes past a tuple.</summary>
    public static void Skip(ref MessageReader reader)
    {
        for (var left = reader.Int16(); left > 0; left--)
        {
            if (reader.Byte() == 't')
                reader.Bytes(reader.Int32());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _image.Dispose();

    private void AddOld(int ordinal, RowImage old)
    {
        if (old.IsNone)
        {
            LacksValues = true;
            _image.Add("null"u8);
            return;
        }

        _old.Read(old);
        _image.Add(_old[ordinal]);
    }
}
