namespace Rowgate.Server.Options;

/// <summary>Which database is behind the gate: <c>sqlite:shop.db</c>, or just the path of the file.</summary>
/// <param name="Path">The SQLite file.</param>
public sealed record SourceAddress(string Path)
{
    private const string SqliteScheme = "sqlite:";

    /// <summary>Reads the text form.</summary>
    /// <param name="text">The address.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="address">The address; null when there is a problem.</param>
    /// <returns>What is wrong; null when all is well. Never repeats the text, which may hold a password.</returns>
    public static string? Read(string text, string folder, out SourceAddress? address)
    {
        address = null;
        var isSqlite = text.StartsWith(SqliteScheme, StringComparison.OrdinalIgnoreCase);
        if (!isSqlite && text.IndexOf("://", StringComparison.Ordinal) is var end and > 0)
            return $"\"{text[..end]}\" is not a kind of database that this version serves; it serves sqlite, such as sqlite:shop.db";
        var path = isSqlite ? text[SqliteScheme.Length..] : text;
        if (path.Length == 0)
            return "a file is missing behind \"sqlite:\"";
        address = new(System.IO.Path.GetFullPath(path, folder));
        return null;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => SqliteScheme + Path;
}
