// Hot path: bench/Fanout
using System.Buffers;
using System.Collections.Immutable;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Rules;

/// <summary>A path into a jsonb document.</summary>
internal sealed class DocumentPath
{
    private readonly ImmutableArray<ImmutableArray<JsonStep>> _steps;
    private readonly bool _asText;

    public DocumentPath(ImmutableArray<JsonStep> path)
    {
        _steps = [.. path.Select(step => ImmutableArray.Create(step))];
        _asText = path[^1].AsText;
    }

    /// <summary>What the path leads to, as it stands in the document; empty for SQL's null.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> document)
    {
        if (LiteralReader.IsNull(document))
            return default;
        foreach (var step in _steps)
        {
            // A scalar counts as an array of one.
            if (step[0].Key is null && step[0].Index is 0 or -1 && !LiteralReader.IsDocument(document))
                continue;
            document = JsonPath.Find(document, step);
            if (document.IsEmpty)
                return default;
        }

        return _asText && LiteralReader.IsNull(document) ? default : document;
    }

    /// <summary>The writer of what a field's path leads to.</summary>
    public static LiteralProjection? Projection(BoundField field)
    {
        if (FieldType.Of(field.Column).Scalar != ScalarType.Jsonb)
            return null;
        var path = new DocumentPath(field.Path);
        return path.Write;
    }

    private void Write(ReadOnlySpan<byte> literal, IBufferWriter<byte> output)
    {
        var found = Find(literal);
        if (found.IsEmpty)
            LiteralWriter.WriteNull(output);
        else if (_asText && !LiteralReader.IsText(found))
            LiteralWriter.WriteText(output, found);
        else
            output.Write(found);
    }
}
