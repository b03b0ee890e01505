namespace Rowgate.PostgreSql.Addresses;

/// <summary>Reads <c>postgres://user:password@host:port/database?keyword=value</c> into libpq's keywords.</summary>
internal static class LibpqUrl
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    public static bool IsMeant(string text) => Array.Exists(Schemes, scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="FormatException">It is not such a URL.</exception>
    public static Dictionary<string, string> Read(string text)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var (place, parameters) = Split(rest, '?');
        var (authority, database) = Split(place, '/');

        // A password may hold an @ that nobody encoded; a host never does.
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Split(authority[..at], ':');
            Add(found, "user", user);
            Add(found, "password", password);
        }

        AddHosts(found, authority[(at + 1)..]);
        Add(found, "dbname", database);
        foreach (var parameter in (parameters ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = Split(parameter, '=');
            if (value is null)
                throw new FormatException("a parameter of the PostgreSQL URL has no value");
            key = Decode(key);
            Add(found, key == "ssl" && value == "true" ? "sslmode" : key, key == "ssl" && value == "true" ? "require" : value);
        }

        return found;
    }

    private static void AddHosts(Dictionary<string, string> found, string text)
    {
        if (text.Length == 0)
            return;
        var (hosts, ports) = (new List<string>(), new List<string>());
        foreach (var one in text.Split(','))
        {
            var colon = one.LastIndexOf(':');
            var hasPort = colon > one.LastIndexOf(']');
            hosts.Add(Decode(hasPort ? one[..colon] : one).Trim('[', ']'));
            ports.Add(hasPort ? one[(colon + 1)..] : "");
        }

        Add(found, "host", string.Join(',', hosts), isDecoded: true);
        if (ports.Exists(port => port.Length > 0))
            Add(found, "port", string.Join(',', ports));
    }

    private static void Add(Dictionary<string, string> found, string key, string? value, bool isDecoded = false)
    {
        if (!string.IsNullOrEmpty(value))
            found[key] = isDecoded ? value : Decode(value);
    }

    private static string Decode(string text)
    {
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
        {
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                throw new FormatException("the PostgreSQL URL has a \"%\" that is not followed by two hexadecimal digits; write %25 for the character itself");
        }

        return Uri.UnescapeDataString(text);
    }

    private static (string First, string? Second) Split(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }
}
