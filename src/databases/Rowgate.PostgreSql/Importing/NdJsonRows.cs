using System.Text.Json;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Values;

namespace Rowgate.PostgreSql.Importing;

/// <summary>A JSON object on each line, written on as comma-separated values whose text the server reads by type.</summary>
internal sealed class NdJsonRows(ImportPlan plan, ImportBody body) : ImportRows
{
    private const int PieceBytes = 64 << 10;
    private readonly List<string> _names = [];
    private Column[] _columns = [];
    private ReadOnlyMemory<byte>? _first;
    private string?[] _values = [];
    private long _line;

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<string>> BeginAsync(CancellationToken cancellationToken)
    {
        _first = await NextAsync(cancellationToken);
        if (_first is not { } first)
            return [];
        if (plan.Columns is { } columns)
        {
            _names.AddRange(columns.Select(column => column.Name));
        }
        else
        {
            ReadNames(first);
            if (_names.Count == 0)
                throw NotUnderstood("The object has no members", _line);
        }

        _columns = [.. _names.Select(name => plan.Target.Find(name)!)];
        _values = new string?[_names.Count];
        return _names;
    }

    /// <inheritdoc/>
    public override async ValueTask CopyAsync(IRowOutput output, CancellationToken cancellationToken)
    {
        using var text = new PooledBuffer();
        for (var line = _first; line is { } row; line = await NextAsync(cancellationToken))
        {
            Write(row, text);
            Count++;
            if (text.Length < PieceBytes)
                continue;
            await output.WriteAsync(text.Written, cancellationToken);
            text.Clear();
        }

        await output.WriteAsync(text.Written, cancellationToken);
    }

    private async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        while (await body.LineAsync(cancellationToken) is { } line)
        {
            _line++;
            if (!line.Span.Trim(" \t"u8).IsEmpty)
                return line;
        }

        return null;
    }

    private JsonDocument Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            var row = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = JsonDepth.SentMax });
            return row.RootElement.ValueKind == JsonValueKind.Object ? row : throw NotUnderstood("The line is not a JSON object", _line);
        }
        catch (JsonException)
        {
            throw NotUnderstood("The line is not well-formed JSON", _line);
        }
    }

    private void ReadNames(ReadOnlyMemory<byte> line)
    {
        using var row = Parse(line);
        try
        {
            _names.AddRange(row.RootElement.EnumerateObject().Select(member => Known(plan, member.Name)).Distinct(StringComparer.Ordinal));
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode();
        }
    }

    private void Write(ReadOnlyMemory<byte> line, PooledBuffer output)
    {
        using var row = Parse(line);
        Array.Clear(_values);
        var found = 0;
        foreach (var member in row.RootElement.EnumerateObject())
            found += Take(member) ? 1 : 0;
        if (plan.Columns is null && found < _names.Count)
            throw NotUnderstood("All object keys must match", _line);
        for (var place = 0; place < _values.Length; place++)
        {
            if (place > 0)
                output.Add((byte)',');
            WriteValue(_values[place], output);
        }

        output.Add((byte)'\n');
    }

    // False for a member that no column wants.
    private bool Take(JsonProperty member)
    {
        try
        {
            var place = _names.IndexOf(member.Name);
            if (place >= 0)
                _values[place] = Text(_columns[place], member.Value);
            else if (plan.Columns is null)
                throw NotUnderstood("All object keys must match", _line);
            return place >= 0;
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode();
        }
    }

    // The parser looks at the form of texts only: half of a pair of surrogates shows when the text is taken.
    private RefusedException NotUnicode() => NotUnderstood("The line has a text that is no Unicode", _line);

    private static void WriteValue(string? value, PooledBuffer output)
    {
        if (value is null)
        {
            output.Add("NULL"u8);
            return;
        }

        output.Add((byte)'"');
        output.Add(System.Text.Encoding.UTF8.GetBytes(value.Replace("\"", "\"\"", StringComparison.Ordinal)));
        output.Add((byte)'"');
    }

    // The text that the column's type reads.
    private static string? Text(Column column, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        _ when column.Type.Kind == ValueKind.Json || column.Type.HoldsRows || column.Representation?.FromJson is not null => value.GetRawText(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array when column.Type.Kind == ValueKind.Array => ArrayText(value, column.Type.Name is "json[]" or "jsonb[]"),
        _ => value.GetRawText(),
    };

    // Of documents a text keeps its quotes.
    private static string ArrayText(JsonElement array, bool areDocuments) => "{" + string.Join(",", array.EnumerateArray().Select(item => item.ValueKind switch
    {
        JsonValueKind.Null => "NULL",
        JsonValueKind.Array => ArrayText(item, areDocuments),
        JsonValueKind.String when !areDocuments => Quoted(item.GetString()!),
        _ => Quoted(item.GetRawText()),
    })) + "}";

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
