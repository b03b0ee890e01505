using System.Text;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;
using Rowgate.Server.Changes;
using Spectre.Console;

namespace Rowgate.Cli.Output;

/// <summary>Shows a change of the journal as one line for people.</summary>
internal sealed class ChangeLine
{
    private readonly ColumnOffsets _before = new();
    private readonly ColumnOffsets _after = new();

    /// <summary>The line, with markup.</summary>
    public string Of(JournalChange change)
    {
        var line = new StringBuilder();
        line.Append("[grey]").Append(change.Offset).Append("  ")
            .Append(change.Transaction.CommitTime.ToString("yyyy-MM-dd HH:mm:ss.fffzzz", System.Globalization.CultureInfo.InvariantCulture))
            .Append("[/]  ");
        var kind = ChangeKind.Of(change.Change);
        line.Append('[').Append(ColorOf(kind)).Append(']').Append(kind).Append("[/] ");
        if (change.Table is { } table)
            line.Append("[bold]").Append(Markup.Escape(table.ToString())).Append("[/]  ");
        line.Append(Markup.Escape(Content(change)));
        if (change.Transaction.Actor is { } actor)
            line.Append("  [grey]by ").Append(Markup.Escape(actor.Service)).Append("[/]");
        return line.ToString();
    }

    private string Content(JournalChange change) => change.Change switch
    {
        RowUpdated update => Difference(update),
        SchemaChanged schema => $"{schema.OldTable?.ToString()}{Columns(schema.Before)} → {Columns(schema.After)}",
        LogicalMessage message => $"{message.Prefix} ({message.Content.Length} bytes)",
        CaptureGap gap => gap.Reason,
        TableTruncated => "",
        _ => Row(change.Shape!, change.After.IsNone ? change.Before : change.After),
    };

    private string Row(TableShape shape, RowImage image)
    {
        _after.Read(image);
        return string.Join(' ', shape.Columns.Select((column, ordinal) => $"{column.Name}={Text(_after, ordinal)}"));
    }

    // The key, and what got another value.
    private string Difference(RowUpdated update)
    {
        _before.Read(update.Before);
        _after.Read(update.After);
        var key = update.Shape.Key.Select(ordinal => $"{update.Shape.Columns[ordinal].Name}={Text(_before, ordinal)}");
        var changed = Enumerable.Range(0, update.Shape.Columns.Length)
            .Where(ordinal => !_before[ordinal].SequenceEqual(_after[ordinal]))
            .Select(ordinal => $"{update.Shape.Columns[ordinal].Name}: {Text(_before, ordinal)} → {Text(_after, ordinal)}");
        return string.Join("  ", key.Concat(changed));
    }

    private static string Columns(TableShape? shape) =>
        shape is null ? "nothing" : $"({string.Join(", ", shape.Columns.Select(column => $"{column.Name} {column.Type}".TrimEnd()))})";

    private static string Text(ColumnOffsets row, int ordinal) => Encoding.UTF8.GetString(row[ordinal]);

    private static string ColorOf(string kind) => kind switch
    {
        "insert" or "read" => "green",
        "update" => "blue",
        "delete" or "truncate" => "red",
        _ => "yellow",
    };
}
