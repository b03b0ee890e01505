using System.Globalization;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Reading;

/// <summary>What the parts of one statement share while it is written: parameters, names of tables, and the first refusal.</summary>
/// <remarks>Values never get into the text. The parameters that are bound for each run come first.</remarks>
/// <param name="keys">How many parameters are bound for each run.</param>
internal sealed class SqlText(int keys = 0)
{
    private readonly List<SqlValue> _values = [];
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);
    private int _aliases;

    /// <summary>The values of the parameters behind the keys.</summary>
    public IReadOnlyList<SqlValue> Values => _values;

    /// <summary>Why the statement cannot be run; null when it can.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>A new name for a table.</summary>
    public string NextAlias() => "t" + (_aliases++).ToString(CultureInfo.InvariantCulture);

    /// <summary>A parameter with this value.</summary>
    public string Parameter(SqlValue value)
    {
        _values.Add(value);
        return "?" + (keys + _values.Count).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Notes that the statement cannot be run.</summary>
    /// <returns>Text in the place of what cannot be written.</returns>
    public string Refuse(Refusal refusal)
    {
        Refusal ??= refusal;
        return "NULL";
    }

    /// <summary>The expression of a field.</summary>
    public string Field(string alias, BoundField field)
    {
        var column = Column(alias, field.Column.Name);
        return field.Path.IsEmpty ? column : $"{Connections.SqlFunctions.Json}({column}, {PathParameter(new(field.Path))})";
    }

    /// <summary>A column of a table in the statement.</summary>
    public static string Column(string alias, string name) => $"{alias}.{SqlName.Quote(name)}";

    // One parameter for each path, so that SQLite sees that an expression of GROUP BY is the one in SELECT.
    private string PathParameter(DocumentPath path)
    {
        var encoded = path.Encoded;
        if (!_paths.TryGetValue(encoded, out var parameter))
            _paths[encoded] = parameter = Parameter(SqlValue.Of(encoded));
        return parameter;
    }
}
