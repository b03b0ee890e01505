using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Syntax;
using Rowgate.Core.Values;

namespace Rowgate.Sqlite.Values;

/// <summary>A way into a JSON document: <c>-&gt;address-&gt;&gt;city</c>. The same code serves SQL, output and rules.</summary>
/// <remarks>
/// <c>-&gt;&gt;</c> gives text as in PostgreSQL, whatever the value is. <c>-&gt;</c> gives the value itself, to be
/// compared as a number when it is one. A step that finds nothing gives null.
/// </remarks>
internal sealed class DocumentPath
{
    private readonly ImmutableArray<JsonStep> _steps;

    public DocumentPath(ImmutableArray<JsonStep> steps) => _steps = steps;

    /// <summary>True when the last step is <c>-&gt;&gt;</c>.</summary>
    public bool AsText => _steps[^1].AsText;

    /// <summary>The path as one text, for a parameter of SQL.</summary>
    public string Encoded =>
        (AsText ? "t" : "j") + string.Concat(_steps.Select(step => step.Key is { } key
            ? $"k{Encoding.UTF8.GetByteCount(key)}:{key}"
            : $"i{step.Index}:"));

    /// <summary>Reads <see cref="Encoded"/>.</summary>
    public static DocumentPath Decode(ReadOnlySpan<byte> encoded)
    {
        var steps = ImmutableArray.CreateBuilder<JsonStep>();
        var asText = encoded[0] == 't';
        encoded = encoded[1..];
        while (!encoded.IsEmpty)
        {
            var colon = encoded.IndexOf((byte)':');
            var number = int.Parse(encoded[1..colon], System.Globalization.CultureInfo.InvariantCulture);
            var isKey = encoded[0] == 'k';
            encoded = encoded[(colon + 1)..];
            steps.Add(isKey ? new(Encoding.UTF8.GetString(encoded[..number]), 0, asText) : new(null, number, asText));
            if (isKey)
                encoded = encoded[number..];
        }

        return new(steps.DrainToImmutable());
    }

    /// <summary>The part of the document that the path leads to; empty when there is none, or when the text is not JSON.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> document) =>
        JsonText.IsValid(document) ? JsonPath.Find(document, _steps) : default;

    /// <summary>The value that the path leads to, as SQL compares it.</summary>
    public SqlValue ValueIn(ReadOnlySpan<byte> document)
    {
        var part = Find(document);
        if (part.IsEmpty || LiteralReader.IsNull(part))
            return SqlValue.Null;
        if (AsText)
            return LiteralReader.IsText(part) ? SqlValue.Of(LiteralReader.Text(part)) : OnOneLine(part);
        return Comparable(part);
    }

    /// <summary>A JSON value in the form in which SQL compares it: numbers as numbers, everything else as its JSON text.</summary>
    public static SqlValue Comparable(ReadOnlySpan<byte> part)
    {
        if (LiteralReader.IsNumber(part))
            return NumericText.OfJson(part);
        if (!LiteralReader.IsText(part))
            return OnOneLine(part);
        var text = new ArrayBufferWriter<byte>();
        LiteralWriter.WriteText(text, Encoding.UTF8.GetBytes(LiteralReader.Text(part)));
        return SqlValue.OfText(text.WrittenSpan);
    }

    /// <summary>Writes what the path leads to as a JSON literal.</summary>
    public void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> document)
    {
        var part = Find(document);
        if (part.IsEmpty || LiteralReader.IsNull(part))
            LiteralWriter.WriteNull(output);
        else if (!AsText || LiteralReader.IsText(part))
            JsonText.WriteOnOneLine(output, part);
        else
            LiteralWriter.WriteText(output, OnOneLine(part).Bytes);
    }

    private static SqlValue OnOneLine(ReadOnlySpan<byte> part)
    {
        var text = new ArrayBufferWriter<byte>(part.Length);
        JsonText.WriteOnOneLine(text, part);
        return SqlValue.OfText(text.WrittenSpan);
    }
}
