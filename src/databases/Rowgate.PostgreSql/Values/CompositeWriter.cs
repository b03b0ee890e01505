// Hot path: bench/Postgres/PostgresWal
using System.Buffers;
using System.Text;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Values;

/// <summary>Composite values: <c>(1,"a b",)</c> becomes <c>{"x":1,"y":"a b","z":null}</c>.</summary>
/// <remarks>Source: https://www.postgresql.org/docs/current/rowtypes.html#ROWTYPES-IO-SYNTAX</remarks>
internal sealed class CompositeWriter : ValueWriter
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(",)\"\\"u8);

    private readonly byte[][] _fronts;
    private readonly ValueWriter[] _fields;

    /// <summary>A writer of the type with these fields.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="fields">Their writers; may be filled in later, since a type may contain arrays of itself.</param>
    public CompositeWriter(IReadOnlyList<string> names, ValueWriter[] fields)
    {
        _fields = fields;
        _fronts = [.. names.Select(FrontOf)];
    }

    /// <inheritdoc/>
    /// <exception cref="StaleTypeException">The value has more or fewer fields than the type was known to have.</exception>
    public override void Write(ReadOnlySpan<byte> text, PooledBuffer output)
    {
        output.Add((byte)'{');
        var at = 1;
        for (var field = 0; field < _fields.Length; field++)
        {
            output.Add(_fronts[field]);
            at = WriteField(text, at, _fields[field], output);
            if (text[at] != (field == _fields.Length - 1 ? ')' : ','))
                throw new StaleTypeException();
            at++;
        }

        output.Add((byte)'}');
    }

    private static byte[] FrontOf(string name, int place)
    {
        using var front = new PooledBuffer(128);
        if (place > 0)
            front.Add((byte)',');
        LiteralWriter.WriteText(front, Encoding.UTF8.GetBytes(name));
        front.Add((byte)':');
        return front.WrittenSpan.ToArray();
    }

    private static int WriteField(ReadOnlySpan<byte> text, int at, ValueWriter writer, PooledBuffer output)
    {
        // Most values are not quoted.
        var end = at + text[at..].IndexOfAny(Special);
        if (text[end] is not ((byte)',' or (byte)')'))
            return WriteQuoted(text, at, writer, output);
        if (end == at)
            output.Add("null"u8);
        else
            writer.Write(text[at..end], output);
        return end;
    }

    private static int WriteQuoted(ReadOnlySpan<byte> text, int at, ValueWriter writer, PooledBuffer output)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(text.Length);
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

        writer.Write(scratch.AsSpan(0, length), output);
        ArrayPool<byte>.Shared.Return(scratch);
        return at;
    }
}
