using System.Text;
using Rowgate.Core.Errors;
using Rowgate.Core.Values;
using Rowgate.Databases;
using Rowgate.Sqlite.Reading;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Writing;

/// <summary>What a write has done so far, and how to find its rows to show them.</summary>
/// <param name="areShown">Whether they will be shown.</param>
internal sealed class WrittenRows(bool areShown)
{
    /// <summary>How many rows a write shows at most.</summary>
    public const int ShownRowsMax = 100_000;

    /// <summary>How many bytes of JSON a write shows at most: they are collected while nobody else can write.</summary>
    public const int ShownBytesMax = 64 << 20;

    private readonly List<SqlValue[]> _locators = [];

    /// <summary>How many rows were inserted, updated or deleted.</summary>
    public long Affected { get; set; }

    /// <summary>How many of them are new.</summary>
    public long Inserted { get; set; }

    /// <summary>The primary key of the last row inserted, as literals; null when it has none.</summary>
    public IReadOnlyList<string>? Key { get; private set; }

    /// <summary>The rows as they are to be shown; none until then.</summary>
    public RowBatch Shown { get; private set; }

    /// <summary>Notes the row that a RETURNING gave: its locator, then its key.</summary>
    public void Add(SqliteStatement returned, WriteTarget target, bool withKey)
    {
        Affected++;
        var locator = new SqlValue[target.Locator.Count];
        for (var column = 0; column < locator.Length; column++)
            locator[column] = SqlValue.Of(returned, column);
        if (areShown)
            _locators.Add(locator);
        if (_locators.Count > ShownRowsMax)
            throw TooMuch($"more than {ShownRowsMax} rows");
        if (withKey && target.Key.Count > 0)
            Key = [.. target.Key.Select((column, index) => Literal(column.Type.Kind, returned, locator.Length + index))];
    }

    /// <summary>Notes a row that nothing but its rowid is known of.</summary>
    public void Add(long rowId)
    {
        Affected++;
        _locators.Add([SqlValue.Of(rowId)]);
    }

    /// <summary>Reads the noted rows, in the order in which they were written.</summary>
    public void Show(ReadNode node, SqliteConnection connection)
    {
        using var output = new PooledBuffer();
        var ends = new List<int>();
        node.Attach(connection);
        try
        {
            foreach (var locator in _locators)
            {
                node.Start(locator);
                Append(node, output, ends);
                node.Stop();
            }
        }
        finally
        {
            node.Detach();
        }

        Shown = new(output.WrittenSpan.ToArray(), ends.ToArray());
    }

    /// <summary>Reads rows before they go.</summary>
    public void ShowAll(ReadNode node, SqliteConnection connection)
    {
        using var output = new PooledBuffer();
        var ends = new List<int>();
        node.Attach(connection);
        try
        {
            node.Start();
            Append(node, output, ends);
        }
        finally
        {
            node.Detach();
        }

        Shown = new(output.WrittenSpan.ToArray(), ends.ToArray());
    }

    private static void Append(ReadNode node, PooledBuffer output, List<int> ends)
    {
        while (node.Step())
        {
            if (ends.Count > 0)
                output.Add((byte)',');
            node.WriteRow(output);
            ends.Add(output.Length);
            if (output.Length > ShownBytesMax)
                throw TooMuch($"more than {ShownBytesMax} bytes");
            if (ends.Count > ShownRowsMax)
                throw TooMuch($"more than {ShownRowsMax} rows");
        }
    }

    private static RefusedException TooMuch(string what) =>
        new(new(
            RefusalCode.QueryTooComplex,
            $"The write would have to show {what}; nothing was written",
            Hint: "Send Prefer: return=minimal, or write fewer rows at a time."));

    private static string Literal(Core.Catalog.ValueKind kind, SqliteStatement row, int column)
    {
        using var output = new PooledBuffer(64);
        SqliteLiteral.Write(output, kind, row, column);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
