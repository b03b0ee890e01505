// Hot path: bench/Postgres/PostgresWal
using System.Buffers;
using System.Text;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Values;

/// <summary>Composite values: <c>(1,"a b",)</c> becomes <c>{"x":1,"y":"a b","z":null}</c>, or, as the image of a row,
/// <c>[1,"a b",null]</c>.</summary>
/// <remarks>Source: https://www.postgresql.org/docs/current/rowtypes.html#ROWTYPES-IO-SYNTAX</remarks>
internal sealed class CompositeWriter : ValueWriter
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(",)\"\\"u8);

    private readonly byte[][] _fronts;
    private readonly ValueWriter[] _fields;
    private readonly byte _end;

    /// <summary>A writer of objects.</summary>
    /// <param name="names">The names of the fields.</param>
    /// <param name="fields">Their writers; may be filled in later, since a type may contain arrays of itself.</param>
    public CompositeWriter(IReadOnlyList<string> names, ValueWriter[] fields)
        : this([.. names.Select((name, place) => FrontOf(name, place))], fields, (byte)'}')
    {
        if (names.Count == 0)
            _fronts = ["{"u8.ToArray()];
    }

    private CompositeWriter(byte[][] fronts, ValueWriter[] fields, byte end) => (_fronts, _fields, _end) = (fronts, fields, end);

    /// <summary>A writer of row images.</summary>
    /// <param name="fields">The writers of the columns, one at least.</param>
    public static CompositeWriter OfRow(ValueWriter[] fields) =>
        new([.. fields.Select((_, place) => new[] { place == 0 ? (byte)'[' : (byte)',' })], fields, (byte)']');

    /// <inheritdoc/>
    /// <exception cref="StaleTypeException">The value has more or fewer fields than the type was known to have.</exception>
    public override void Write(ReadOnlySpan<byte> text, PooledBuffer output)
    {
        if (_fields.Length == 0)
            output.Add(_fronts[0]);
        var at = 1;
        for (var field = 0; field < _fields.Length; field++)
        {
            output.Add(_fronts[field]);
            at = WriteField(text, at, _fields[field], output);
            if (text[at] != (field == _fields.Length - 1 ? ')' : ','))
                throw new StaleTypeException();
            at++;
        }

        output.Add(_end);
    }

    private static byte[] FrontOf(string name, int place)
    {
        using var front = new PooledBuffer(128);
        front.Add(place == 0 ? (byte)'{' : (byte)',');
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
