using System.Text;
using Npgsql;

namespace Rowgate.PostgreSql.Addresses;

/// <summary>libpq's keywords: reads <c>host=db user=app</c>, and gives them Npgsql's names.</summary>
/// <remarks>Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS</remarks>
internal static class LibpqKeywords
{
    // Keyword, environment variable, and Npgsql's name. Without a name there is nothing to do here.
    private static readonly (string Keyword, string? Variable, string? Npgsql)[] Known =
    [
        ("host", "PGHOST", "Host"),
        ("hostaddr", "PGHOSTADDR", "Host"),
        ("port", "PGPORT", "Port"),
        ("dbname", "PGDATABASE", "Database"),
        ("user", "PGUSER", "Username"),
        ("password", "PGPASSWORD", "Password"),
        ("passfile", "PGPASSFILE", "Passfile"),
        ("sslmode", "PGSSLMODE", "SSL Mode"),
        ("sslnegotiation", "PGSSLNEGOTIATION", "SSL Negotiation"),
        ("sslrootcert", "PGSSLROOTCERT", "Root Certificate"),
        ("sslcert", "PGSSLCERT", "SSL Certificate"),
        ("sslkey", "PGSSLKEY", "SSL Key"),
        ("sslpassword", null, "SSL Password"),
        ("channel_binding", "PGCHANNELBINDING", "Channel Binding"),
        ("connect_timeout", "PGCONNECT_TIMEOUT", "Timeout"),
        ("application_name", "PGAPPNAME", "Application Name"),
        ("fallback_application_name", null, null),
        ("options", "PGOPTIONS", "Options"),
        ("target_session_attrs", "PGTARGETSESSIONATTRS", "Target Session Attributes"),
        ("load_balance_hosts", "PGLOADBALANCEHOSTS", null),
        ("krbsrvname", "PGKRBSRVNAME", "Kerberos Service Name"),
        ("client_encoding", null, null),
        ("keepalives", null, null),
        ("keepalives_idle", null, "Tcp Keepalive Time"),
        ("keepalives_interval", null, "Tcp Keepalive Interval"),
        ("keepalives_count", null, null),
        ("tcp_user_timeout", null, null),
        ("gssencmode", "PGGSSENCMODE", null),
        ("sslcompression", null, null),
        ("sslsni", "PGSSLSNI", null),
    ];

    public static bool IsKnown(string keyword) => Array.Exists(Known, known => known.Keyword == keyword);

    /// <exception cref="FormatException">It is not such a text.</exception>
    public static Dictionary<string, string> Read(string text)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            if (at == text.Length)
                return found;
            var equals = text.IndexOf('=', at);
            if (equals < 0)
                throw new FormatException("the address of the PostgreSQL database has a keyword without a value");
            var keyword = text[at..equals].Trim().ToLowerInvariant();
            at = equals + 1;
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            found[keyword] = Value(text, ref at);
        }
    }

    /// <summary>Gives the keywords Npgsql's names, and fills in what is missing from the environment.</summary>
    /// <exception cref="FormatException">A keyword or its value is not known.</exception>
    public static NpgsqlConnectionStringBuilder ToNpgsql(Dictionary<string, string> found, Func<string, string?> variable)
    {
        if (found.Keys.FirstOrDefault(keyword => !IsKnown(keyword)) is { } unknown)
            throw new FormatException($"\"{unknown}\" is not a parameter of a PostgreSQL address that is understood here");
        var builder = new NpgsqlConnectionStringBuilder();
        foreach (var (keyword, name, target) in Known)
        {
            // The address in numbers wins over the name, which stands first.
            var isGiven = found.TryGetValue(keyword, out var value);
            if (!isGiven && name is not null && !(keyword == "hostaddr" && found.ContainsKey("host")))
                value = variable(name);
            if (target is null || string.IsNullOrEmpty(value))
                continue;
            try
            {
                builder[target] = ToNpgsql(keyword, value);
            }
            catch (Exception cause) when (cause is ArgumentException or FormatException or InvalidCastException or OverflowException)
            {
                throw new FormatException($"the value of {(isGiven ? keyword : name)} in the address of the PostgreSQL database is not understood", cause);
            }
        }

        Merge(builder, found, variable);
        return builder;
    }

    // Several hosts with a port each are one value for Npgsql.
    private static void Merge(NpgsqlConnectionStringBuilder builder, Dictionary<string, string> found, Func<string, string?> variable)
    {
        var ports = (found.GetValueOrDefault("port") ?? variable("PGPORT") ?? "").Split(',');
        if (ports.Length < 2 || builder.Host is null)
            return;
        var hosts = builder.Host.Split(',');
        builder.Host = string.Join(',', hosts.Select((host, index) =>
            ports.ElementAtOrDefault(index) is { Length: > 0 } port ? $"{host}:{port}" : host));
    }

    private static object ToNpgsql(string keyword, string value) => keyword switch
    {
        "port" => value.Contains(',', StringComparison.Ordinal) ? NpgsqlConnection.DefaultPort : value,
        "sslmode" => value switch { "verify-ca" => "VerifyCA", "verify-full" => "VerifyFull", _ => value },
        "target_session_attrs" => value.Replace("read-write", "readwrite", StringComparison.Ordinal)
            .Replace("read-only", "readonly", StringComparison.Ordinal),
        _ => value,
    };

    private static string Value(string text, ref int at)
    {
        var value = new StringBuilder();
        var isQuoted = at < text.Length && text[at] == '\'';
        if (isQuoted)
            at++;
        for (; at < text.Length && (isQuoted ? text[at] != '\'' : !char.IsWhiteSpace(text[at])); at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
                at++;
            value.Append(text[at]);
        }

        if (!isQuoted)
            return value.ToString();
        if (at++ == text.Length)
            throw new FormatException("the address of the PostgreSQL database has a quote that is not closed");
        return value.ToString();
    }
}
