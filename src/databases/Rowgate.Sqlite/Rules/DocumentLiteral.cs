// Hot path: bench/Fanout
using System.Buffers;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Values;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Rules;

/// <summary>JSON documents in the literals of a row image.</summary>
internal static class DocumentLiteral
{
    /// <summary>The document that a literal holds; empty when it holds none that a path could lead into.</summary>
    /// <param name="kind">The column's kind.</param>
    /// <param name="literal">The literal.</param>
    /// <param name="scratch">At least as long as the literal, for text that must be unescaped.</param>
    public static ReadOnlySpan<byte> Read(ValueKind kind, ReadOnlySpan<byte> literal, Span<byte> scratch)
    {
        // In a JSON column the literal is the document; elsewhere a document is text in quotes.
        if (kind == ValueKind.Json)
            return LiteralReader.IsDocument(literal) ? literal : default;
        return LiteralReader.IsText(literal) ? LiteralReader.Utf8(literal, scratch) : default;
    }

    /// <summary>The writer of what a field's path leads to.</summary>
    public static LiteralProjection Projection(BoundField field)
    {
        var path = new DocumentPath(field.Path);
        var kind = field.Column.Type.Kind;
        return (literal, output) =>
        {
            var rented = ArrayPool<byte>.Shared.Rent(literal.Length);
            var document = Read(kind, literal, rented);
            if (document.IsEmpty)
                LiteralWriter.WriteNull(output);
            else
                path.Write(output, document);
            ArrayPool<byte>.Shared.Return(rented);
        };
    }
}
