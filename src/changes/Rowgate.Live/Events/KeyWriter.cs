// Hot path: bench/Fanout
using System.Buffers;
using System.Collections.Immutable;
using Rowgate.Core.Values;

namespace Rowgate.Live.Events;

/// <summary>Writes a primary key as an object of its columns, such as <c>{"id":7}</c>.</summary>
internal sealed class KeyWriter
{
    private readonly byte[][] _prefixes;

    /// <summary>A writer for keys of these columns.</summary>
    /// <param name="columns">The names, in key order; none for rows without a key, whose key is <c>null</c>.</param>
    public KeyWriter(ImmutableArray<string> columns)
    {
        _prefixes = new byte[columns.Length][];
        for (var i = 0; i < columns.Length; i++)
            _prefixes[i] = Prefix(columns[i], isFirst: i == 0);
    }

    /// <summary>True when rows have a key.</summary>
    public bool HasKey => _prefixes.Length > 0;

    /// <summary>Writes the key of a row image.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="row">The row.</param>
    /// <param name="ordinals">The places of the key's columns in the row, in key order.</param>
    public void Write(IBufferWriter<byte> output, ColumnOffsets row, ImmutableArray<int> ordinals)
    {
        if (!HasKey)
        {
            LiteralWriter.WriteNull(output);
            return;
        }

        for (var i = 0; i < _prefixes.Length; i++)
        {
            output.Write(_prefixes[i]);
            output.Write(row[ordinals[i]]);
        }

        output.Write("}"u8);
    }

    private static byte[] Prefix(string column, bool isFirst)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write(isFirst ? "{"u8 : ","u8);
        EventWriter.WriteText(output, column);
        output.Write(":"u8);
        return output.WrittenSpan.ToArray();
    }
}
