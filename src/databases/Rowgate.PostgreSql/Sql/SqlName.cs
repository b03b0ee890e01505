using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Sql;

/// <summary>Writes names, and the rare value that cannot be a parameter, into SQL.</summary>
internal static class SqlName
{
    /// <summary>A name, quoted.</summary>
    public static string Quote(string name) =>
        name.Contains('"', StringComparison.Ordinal)
            ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : $"\"{name}\"";

    /// <summary>A name as people write it, with or without a schema, quoted.</summary>
    public static string QuoteWritten(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? Quote(name) : $"{Quote(name[..dot])}.{Quote(name[(dot + 1)..])}";
    }

    /// <summary>The full name of a table or function, quoted.</summary>
    public static string Quote(TableName name) => $"{Quote(name.Schema)}.{Quote(name.Name)}";

    /// <summary>A value as a literal whose type the server infers, whatever its settings say of backslashes.</summary>
    /// <remarks>As the server's own <c>quote_literal</c>: https://www.postgresql.org/docs/current/functions-string.html</remarks>
    /// <exception cref="ArgumentException">It has a zero byte, which no value of the server has.</exception>
    public static string Literal(string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A value with a zero byte.", nameof(value));
        var quoted = value.Replace("'", "''", StringComparison.Ordinal);
        return quoted.Contains('\\', StringComparison.Ordinal)
            ? $" E'{quoted.Replace("\\", "\\\\", StringComparison.Ordinal)}'"
            : $"'{quoted}'";
    }
}
