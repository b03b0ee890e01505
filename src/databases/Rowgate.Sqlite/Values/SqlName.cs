namespace Rowgate.Sqlite.Values;

/// <summary>Names in SQL text.</summary>
internal static class SqlName
{
    /// <summary>The name in double quotes, so that it can be any text.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
