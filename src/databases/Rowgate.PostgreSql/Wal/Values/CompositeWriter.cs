// Hot path: bench/Postgres/PostgresWal
using System.Buffers;
using System.Text;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Wal.Values;

/// <summary>Composite values: <c>(1,"a b",)</c> becomes <c>{"x":1,"y":"a b","z":null}</c>.</summary>
/// <remarks>Source: https://www.postgresql.org/docs/current/rowtypes.html#ROWTYPES-IO-SYNTAX</remarks>
internal sealed class CompositeWriter : ValueWriter
{
    private readonly byte[][] _names;
    private readonly ValueWriter[] _fields;

    /// <summary>A writer of the type with these fields.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="fields">Their writers; may be filled in later, since a type may contain arrays of itself.</param>
    public CompositeWriter(IReadOnlyList<string> names, ValueWriter[] fields)
    {
        _fields = fields;
        _names = new byte[names.Count][];
        for (var i = 0; i < names.Count; i++)
        {
            using var name = new PooledBuffer(128);
            LiteralWriter.WriteText(name, Encoding.UTF8.GetBytes(names[i]));
            name.Add((byte)':');
            _names[i] = name.WrittenSpan.ToArray();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="StaleTypeException">The value has more or fewer fields than the type was known to have.</exception>
    public override void Write(ReadOnlySpan<byte> text, PooledBuffer output)
    {
        output.Add((byte)'{');
        var scratch = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            var at = 1;
            for (var field = 0; field < _fields.Length; field++)
            {
                if (field > 0)
                    output.Add((byte)',');
                output.Add(_names[field]);
                at = WriteField(text, at, _fields[field], scratch, output);
                if (text[at] != (field == _fields.Length - 1 ? ')' : ','))
                    throw new StaleTypeException();
                at++;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }

        output.Add((byte)'}');
    }

    private static int WriteField(ReadOnlySpan<byte> text, int at, ValueWriter writer, Span<byte> scratch, PooledBuffer output)
    {
        if (text[at] is (byte)',' or (byte)')')
        {
            output.Add("null"u8);
            return at;
        }

        var length = 0;
        var isQuoted = false;
        while (isQuoted || text[at] is not ((byte)',' or (byte)')'))
        {
            if (text[at] == '\\')
                scratch[length++] = text[++at];
            else if (text[at] != '"')
                scratch[length++] = text[at];
            else if (isQuoted && text[at + 1] == '"')
                scratch[length++] = text[++at];
            else
                isQuoted = !isQuoted;
            at++;
        }

        writer.Write(scratch[..length], output);
        return at;
    }
}
