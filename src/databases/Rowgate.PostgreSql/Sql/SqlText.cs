using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Sql;

/// <summary>Writes one SQL statement with its parameters. Values only ever become parameters; names are quoted.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _text = new();
    private readonly List<NpgsqlParameter> _parameters = [];

    /// <summary>The statement so far.</summary>
    public string Text => _text.ToString();

    /// <summary>The parameters so far, in the order of their numbers.</summary>
    public IReadOnlyList<NpgsqlParameter> Parameters => _parameters;

    /// <summary>Writes SQL as it is: never a value, never a name.</summary>
    public SqlText Add(string sql)
    {
        _text.Append(sql);
        return this;
    }

    /// <summary>Writes a number.</summary>
    public SqlText Add(long number)
    {
        _text.Append(CultureInfo.InvariantCulture, $"{number}");
        return this;
    }

    /// <summary>Writes a name, quoted.</summary>
    public SqlText Name(string name)
    {
        _text.Append(SqlName.Quote(name));
        return this;
    }

    /// <summary>Writes the full name of a table or function.</summary>
    public SqlText Name(TableName name) => Name(name.Schema).Add(".").Name(name.Name);

    /// <summary>Writes a parameter whose type the server infers from where it stands.</summary>
    /// <param name="value">The value in the server's text form; null for SQL's null.</param>
    public SqlText Value(string? value) => Parameter((object?)value ?? DBNull.Value, NpgsqlDbType.Unknown);

    /// <summary>Writes a parameter of a given type.</summary>
    public SqlText Parameter(object value, NpgsqlDbType type)
    {
        _parameters.Add(new() { Value = value, NpgsqlDbType = type });
        return Add("$").Add(_parameters.Count);
    }

    /// <summary>The statement as part of a batch. Take it once: a parameter belongs to one command.</summary>
    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(Text);
        foreach (var parameter in _parameters)
            command.Parameters.Add(parameter);
        return command;
    }
}
