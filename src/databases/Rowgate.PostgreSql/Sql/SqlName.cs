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

    /// <summary>The full name of a table or function, quoted.</summary>
    public static string Quote(TableName name) => $"{Quote(name.Schema)}.{Quote(name.Name)}";
}
