// Hot path: bench/Postgres/PostgresWal
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Values;

/// <summary>Writers of the types that are no containers.</summary>
internal static class PlainWriters
{
    public static readonly ValueWriter Text = new TextWriter();
    public static readonly ValueWriter Number = new NumberWriter();
    public static readonly ValueWriter Boolean = new BooleanWriter();
    public static readonly ValueWriter Json = new JsonWriter();
    public static readonly ValueWriter Timestamp = new TimestampWriter(hasZone: false);
    public static readonly ValueWriter TimestampWithZone = new TimestampWriter(hasZone: true);

    private sealed class TextWriter : ValueWriter
    {
        public override void Write(ReadOnlySpan<byte> text, PooledBuffer output) => LiteralWriter.WriteText(output, text);
    }

    /// <summary>Digits are kept as they are; what JSON has no number for becomes text.</summary>
    private sealed class NumberWriter : ValueWriter
    {
        public override void Write(ReadOnlySpan<byte> text, PooledBuffer output)
        {
            // NaN, Infinity and -Infinity are the only values that do not end in a digit.
            if (text[^1] is >= (byte)'0' and <= (byte)'9')
                output.Add(text);
            else
                LiteralWriter.WriteText(output, text);
        }
    }

    private sealed class BooleanWriter : ValueWriter
    {
        public override void Write(ReadOnlySpan<byte> text, PooledBuffer output) =>
            output.Add(text[0] == 't' ? "true"u8 : "false"u8);
    }

    private sealed class JsonWriter : ValueWriter
    {
        public override void Write(ReadOnlySpan<byte> text, PooledBuffer output) => output.Add(text);
    }

    /// <summary><c>2020-01-01 00:00:00+00</c> becomes <c>2020-01-01T00:00:00+00:00</c>; <c>infinity</c> stays, and so does a
    /// <c> BC</c> at the end.</summary>
    private sealed class TimestampWriter(bool hasZone) : ValueWriter
    {
        public override void Write(ReadOnlySpan<byte> text, PooledBuffer output)
        {
            output.Add((byte)'"');
            var time = text.IndexOf((byte)' ');
            if (time < 0)
            {
                output.Add(text);
                output.Add((byte)'"');
                return;
            }

            var era = text.EndsWith(" BC"u8) ? text.Length - 3 : text.Length;
            output.Add(text[..time]);
            output.Add((byte)'T');
            output.Add(text[(time + 1)..era]);
            // The zone of the session is UTC, whose text has no minutes.
            if (hasZone)
                output.Add(":00"u8);
            output.Add(text[era..]);
            output.Add((byte)'"');
        }
    }
}
