using System.Buffers;
using System.Text.Json;
using Rowgate.Core.Values;
using Rowgate.Databases;

namespace Rowgate.Http.Results;

/// <summary>Writes rows as CSV, made from their JSON: a header line with the keys of the first row, then one line a row.</summary>
/// <remarks>
/// A value is quoted as PostgreSQL quotes the fields of a row: when it is empty or holds a comma, a quote, a backslash,
/// a parenthesis or white space; quotes and backslashes in it are doubled. Null is nothing at all, truth is <c>t</c> or
/// <c>f</c>. No rows are one empty line. Source: https://www.postgresql.org/docs/current/rowtypes.html#ROWTYPES-IO-SYNTAX
/// </remarks>
internal sealed class CsvWriter : RowsWriter
{
    private static readonly SearchValues<byte> NeedsQuotes = SearchValues.Create("\",\\() \t\r\n\v\f"u8);

    private bool _hasHeader;

    /// <inheritdoc/>
    public override void Write(IBufferWriter<byte> output, in RowBatch rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (!_hasHeader)
                WriteLine(output, rows[i].Span, keys: true);
            _hasHeader = true;
            output.Write("\n"u8);
            WriteLine(output, rows[i].Span, keys: false);
        }
    }

    /// <inheritdoc/>
    public override void End(IBufferWriter<byte> output)
    {
        if (!_hasHeader)
            output.Write("\n"u8);
    }

    private static void WriteLine(IBufferWriter<byte> output, ReadOnlySpan<byte> row, bool keys)
    {
        var reader = new Utf8JsonReader(row, JsonDepth.Any);
        reader.Read();
        var isFirst = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!isFirst)
                output.Write(","u8);
            isFirst = false;
            if (keys)
                WriteText(output, ref reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (!keys && reader.TokenType == JsonTokenType.String)
                WriteText(output, ref reader);
            reader.Skip();
            if (!keys && reader.TokenType != JsonTokenType.String)
                WriteLiteral(output, row[start..(int)reader.BytesConsumed]);
        }
    }

    private static void WriteLiteral(IBufferWriter<byte> output, ReadOnlySpan<byte> literal)
    {
        if (LiteralReader.IsDocument(literal))
            WriteField(output, literal);
        else if (literal[0] is (byte)'t' or (byte)'f')
            output.Write(literal[..1]);
        else if (!LiteralReader.IsNull(literal))
            output.Write(literal);
    }

    private static void WriteText(IBufferWriter<byte> output, ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            WriteField(output, reader.ValueSpan);
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        WriteField(output, buffer.AsSpan(0, reader.CopyString(buffer)));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static void WriteField(IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty && !value.ContainsAny(NeedsQuotes))
        {
            output.Write(value);
            return;
        }

        output.Write("\""u8);
        while (value.IndexOfAny((byte)'"', (byte)'\\') is var at and >= 0)
        {
            output.Write(value[..(at + 1)]);
            output.Write(value.Slice(at, 1));
            value = value[(at + 1)..];
        }

        output.Write(value);
        output.Write("\""u8);
    }
}
