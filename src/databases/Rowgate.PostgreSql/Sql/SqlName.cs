using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Sql;

/// <summary>Writes names into SQL.</summary>
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
}
