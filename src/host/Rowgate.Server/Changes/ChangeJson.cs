using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;

namespace Rowgate.Server.Changes;

/// <summary>Writes changes of the journal as JSON objects for people and programs, one line each.</summary>
/// <remarks>The members are described in docs/reference/admin.md. Not safe for several threads.</remarks>
public sealed class ChangeJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ColumnOffsets _values = new();

    /// <summary>Writes one change.</summary>
    public void Write(JournalChange change, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteNumber("offset", change.Offset.Value);
        json.WriteString("op", ChangeKind.Of(change.Change));
        json.WriteString("table", change.Table?.ToString());
        WriteContent(json, change);
        json.WriteString("source", change.Transaction.Source);
        json.WriteString("transaction", change.Transaction.Id);
        json.WriteString("commit", change.Transaction.CommitTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        WriteActor(json, change.Transaction.Actor);
        json.WriteEndObject();
    }

    private void WriteContent(Utf8JsonWriter json, JournalChange change)
    {
        switch (change.Change)
        {
            case SchemaChanged schema:
                if (schema.OldTable is { } oldTable)
                    json.WriteString("old_table", oldTable.ToString());
                WriteColumns(json, "before", schema.Before);
                WriteColumns(json, "after", schema.After);
                break;
            case LogicalMessage message:
                json.WriteString("prefix", message.Prefix);
                json.WriteBase64String("content", message.Content.Span);
                break;
            case CaptureGap gap:
                json.WriteString("reason", gap.Reason);
                break;
            default:
                WriteKey(json, change);
                WriteRow(json, "before", change.Shape!, change.Before);
                WriteRow(json, "after", change.Shape!, change.After);
                break;
        }
    }

    private void WriteKey(Utf8JsonWriter json, JournalChange change)
    {
        var (shape, image) = (change.Shape!, change.After.IsNone ? change.Before : change.After);
        if (image.IsNone || shape.Key.IsEmpty)
        {
            json.WriteNull("key");
            return;
        }

        _values.Read(image);
        json.WriteStartObject("key");
        foreach (var ordinal in shape.Key)
            WriteValue(json, shape, ordinal);
        json.WriteEndObject();
    }

    private void WriteRow(Utf8JsonWriter json, string member, TableShape shape, RowImage image)
    {
        if (image.IsNone)
        {
            json.WriteNull(member);
            return;
        }

        _values.Read(image);
        json.WriteStartObject(member);
        for (var ordinal = 0; ordinal < _values.Count; ordinal++)
            WriteValue(json, shape, ordinal);
        json.WriteEndObject();
    }

    private void WriteValue(Utf8JsonWriter json, TableShape shape, int ordinal)
    {
        json.WritePropertyName(shape.Columns[ordinal].Name);
        json.WriteRawValue(_values[ordinal], skipInputValidation: true);
    }

    // A shape reads as the columns with their types, so that a difference of shapes reads like a difference of rows.
    private static void WriteColumns(Utf8JsonWriter json, string member, TableShape? shape)
    {
        if (shape is null)
        {
            json.WriteNull(member);
            return;
        }

        json.WriteStartObject(member);
        foreach (var column in shape.Columns)
            json.WriteString(column.Name, column.Type);
        json.WriteEndObject();
    }

    private static void WriteActor(Utf8JsonWriter json, Actor? actor)
    {
        if (actor is null)
        {
            json.WriteNull("actor");
            return;
        }

        json.WriteStartObject("actor");
        json.WriteString("service", actor.Service);
        json.WriteString("request", actor.Request);
        json.WriteEndObject();
    }
}
