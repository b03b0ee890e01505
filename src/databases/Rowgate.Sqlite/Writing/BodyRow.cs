using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Writing;

/// <summary>One row of a body: a value, or nothing, for each of the columns to write. Reused from row to row.</summary>
internal sealed class BodyRow(ImmutableArray<Column> columns)
{
    private readonly byte[][] _names = [.. columns.Select(column => Encoding.UTF8.GetBytes(column.Name))];
    private readonly SqlValue[] _values = new SqlValue[columns.Length];
    private readonly bool[] _present = new bool[columns.Length];

    /// <summary>The columns to write.</summary>
    public ImmutableArray<Column> Columns => columns;

    /// <summary>The value of a column, by its place in <see cref="Columns"/>; null when the row has none.</summary>
    public SqlValue this[int index] => _values[index];

    /// <summary>True when the row names the column.</summary>
    public bool Has(int index) => _present[index];

    /// <summary>The value of a column, by its name; null when the row has none.</summary>
    public SqlValue Value(string column)
    {
        for (var index = 0; index < _values.Length; index++)
        {
            if (columns[index].Name == column)
                return _values[index];
        }

        return SqlValue.Null;
    }

    /// <summary>Reads an object.</summary>
    /// <param name="reader">On the start of the object; afterwards on its end.</param>
    /// <param name="json">All of the text that the reader reads.</param>
    /// <returns>Why a value cannot go into its column; null when all can.</returns>
    public Refusal? Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        Array.Fill(_values, SqlValue.Null);
        Array.Clear(_present);
        var expected = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = IndexOf(ref reader, expected);
            reader.Read();
            if (index < 0)
            {
                reader.Skip();
                continue;
            }

            var value = BodyValue.Read(columns[index], ref reader, json);
            if (!value.Accepted)
                return value.Refusal with { Details = value.Refusal.Details ?? $"Column: {columns[index].Name}" };
            _values[index] = value.Value;
            _present[index] = true;
            expected = index + 1;
        }

        return null;
    }

    // Rows mostly name their columns in one order, so the next one is looked at first.
    private int IndexOf(ref Utf8JsonReader reader, int expected)
    {
        try
        {
            for (var step = 0; step < _names.Length; step++)
            {
                var index = (expected + step) % _names.Length;
                if (reader.ValueTextEquals(_names[index]))
                    return index;
            }
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: valid by the grammar of JSON, and no text that a column could be named.
        }

        return -1;
    }
}
