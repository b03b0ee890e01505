using Rowgate.PostgreSql.Addresses;

namespace Rowgate.Server.Options;

/// <summary>Which database is behind the gate: <c>sqlite:shop.db</c>, just the path of an SQLite file, or a PostgreSQL address.</summary>
public abstract record SourceAddress
{
    private const string SqliteScheme = "sqlite:";

    private protected SourceAddress() { }

    /// <summary>Reads the text form.</summary>
    /// <param name="text">The address, or <c>@FILE</c> for a file that holds it.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="address">The address; null when there is a problem.</param>
    /// <returns>What is wrong; null when all is well. Never repeats the text, which may hold a password.</returns>
    public static string? Read(string text, string folder, out SourceAddress? address)
    {
        address = null;
        if (SecretText.Read(text, folder, out var secret) is { } unreadable)
            return unreadable;
        text = secret!.Text;
        if (ConnectionText.IsMeant(text))
        {
            var problem = ConnectionText.Read(text, Environment.GetEnvironmentVariable, out var postgres);
            address = postgres is null ? null : new PostgresSource(postgres);
            return problem;
        }

        var isSqlite = text.StartsWith(SqliteScheme, StringComparison.OrdinalIgnoreCase);
        if (!isSqlite && text.IndexOf("://", StringComparison.Ordinal) is var end and > 0)
        {
            return $"\"{text[..end]}\" is not a kind of database that this version serves; it serves postgres, such as "
                + "postgres://app@db/shop, and sqlite, such as sqlite:shop.db";
        }

        var path = isSqlite ? text[SqliteScheme.Length..] : text;
        if (path.Length == 0)
            return "a file is missing behind \"sqlite:\"";
        address = new SqliteSource(Path.GetFullPath(path, folder));
        return null;
    }

    /// <summary>The text form, without password.</summary>
    public abstract override string ToString();

    /// <summary>Text that is different for every address, also where only a secret differs. Never shown.</summary>
    internal virtual string Identity => ToString();
}
