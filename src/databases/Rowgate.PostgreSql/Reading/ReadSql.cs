using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Reading;

/// <summary>What the parts of one statement share while it is written: parameters, names of tables, and the first refusal.</summary>
/// <remarks>Values never get into the text: each is a parameter whose type the server infers, so that queries of one shape
/// are one prepared statement. Only COPY takes none: see <see cref="WithoutParameters"/>.</remarks>
internal sealed class ReadSql
{
    private readonly List<string?> _values;
    private Dictionary<string, string>? _keys;
    private int _aliases;
    private bool _quotes;

    public ReadSql()
        : this([])
    {
    }

    /// <summary>A statement that begins with parameters of others.</summary>
    public ReadSql(List<string?> values) => _values = values;

    /// <summary>A statement of a kind that takes no parameters: its values are quoted, as the server's own
    /// <c>quote_literal</c> does. Not for what clients ask.</summary>
    public static ReadSql WithoutParameters() => new() { _quotes = true };

    /// <summary>Why the statement cannot be run; null when it can.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The values of the parameters so far, in the order of their numbers.</summary>
    public IReadOnlyList<string?> Values => _values;

    /// <summary>A new name for a table in the statement.</summary>
    public string NextAlias() => "t" + (_aliases++).ToString(CultureInfo.InvariantCulture);

    /// <summary>A parameter.</summary>
    /// <param name="value">The value in the server's text form; null for SQL's null.</param>
    public string Parameter(string? value)
    {
        if (_quotes)
            return value is null ? "NULL" : SqlName.Literal(value);
        _values.Add(value);
        return "$" + _values.Count.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A parameter with a number.</summary>
    public string Parameter(long value) => Parameter(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Notes that the statement cannot be run.</summary>
    /// <returns>Text in the place of what cannot be written.</returns>
    public string Refuse(Refusal refusal)
    {
        Refusal ??= refusal;
        return "NULL";
    }

    /// <summary>The expression of a field: a column, a computed one, or a way into its JSON.</summary>
    /// <param name="row">The row that has it.</param>
    /// <param name="field">The field.</param>
    public string Field(RowName row, BoundField field)
    {
        var column = Column(row, field.Column);
        if (field.Path.IsEmpty)
            return column;
        var text = field.Column.Type.Kind == ValueKind.Json ? column : $"to_jsonb({column})";
        foreach (var step in field.Path)
        {
            text += step.AsText ? "->>" : "->";
            text += step.Key is { } key ? KeyParameter(key) : $"({step.Index.ToString(CultureInfo.InvariantCulture)})";
        }

        return $"({text})";
    }

    /// <summary>The expression of a column.</summary>
    public static string Column(RowName row, Column column) =>
        column.Function is { } function ? $"{SqlName.Quote(function)}({row.Whole})" : $"{row.Alias}.{SqlName.Quote(column.Name)}";

    /// <summary>An expression cast to a type as a client wrote it.</summary>
    public string Cast(string expression, string? type)
    {
        if (type is null)
            return expression;
        foreach (var character in type)
        {
            if (!char.IsLetterOrDigit(character) && character is not ('_' or '$' or ' '))
                return Refuse(new(RefusalCode.TypeNotFound, $"type \"{type}\" does not exist"));
        }

        return $"CAST({expression} AS {type})";
    }

    /// <summary>The statement with all its parameters, as part of a batch.</summary>
    public static NpgsqlBatchCommand Command(string text, IReadOnlyList<string?> values)
    {
        var command = new NpgsqlBatchCommand(text);
        for (var place = 0; place < values.Count; place++)
        {
            command.Parameters.Add(values[place] is { } value
                ? new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Unknown, TypedValue = value }
                : new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = DBNull.Value });
        }

        return command;
    }

    // One parameter for each key, so that the server sees that an expression of GROUP BY or ORDER BY is the one in SELECT.
    private string KeyParameter(string key)
    {
        _keys ??= new(StringComparer.Ordinal);
        if (!_keys.TryGetValue(key, out var parameter))
            _keys[key] = parameter = Parameter(key) + "::text";
        return parameter;
    }
}

/// <summary>How a row of the statement is called.</summary>
/// <param name="Alias">The name of its table.</param>
/// <param name="Whole">The row as a value of its relation's type, for functions that take it.</param>
internal readonly record struct RowName(string Alias, string Whole)
{
    /// <summary>A row of a table or function: its name is a value of the type already.</summary>
    public static RowName Of(string alias) => new(alias, alias);
}
