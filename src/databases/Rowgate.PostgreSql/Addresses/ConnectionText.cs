using Npgsql;

namespace Rowgate.PostgreSql.Addresses;

/// <summary>The address of a PostgreSQL database as people write it: a URL, libpq's keywords, or Npgsql's.</summary>
/// <remarks>
/// <c>postgres://app:secret@db:5432/shop?sslmode=require</c>, <c>host=db user=app dbname=shop</c>, or
/// <c>Host=db;Username=app;Database=shop</c>. What is missing comes from the <c>PG*</c> variables, then from libpq's defaults.
/// Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
/// </remarks>
public static class ConnectionText
{
    /// <summary>True when a text means a PostgreSQL database.</summary>
    public static bool IsMeant(string text) => LibpqUrl.IsMeant(text) || StartsWithKeyword(text);

    /// <summary>Reads the text form.</summary>
    /// <param name="text">The address.</param>
    /// <param name="variable">The value of an environment variable; null when it is not set.</param>
    /// <param name="address">The address; null when there is a problem.</param>
    /// <returns>What is wrong; null when all is well. Never repeats a value, which may be a password.</returns>
    public static string? Read(string text, Func<string, string?> variable, out PostgresAddress? address)
    {
        address = null;
        try
        {
            // Only Npgsql's form has semicolons between its parts; in the others one would stand in a quoted value.
            var builder = !LibpqUrl.IsMeant(text) && text.Contains(';', StringComparison.Ordinal)
                ? new NpgsqlConnectionStringBuilder(text)
                : LibpqKeywords.ToNpgsql(LibpqUrl.IsMeant(text) ? LibpqUrl.Read(text) : LibpqKeywords.Read(text), variable);
            Complete(builder, variable);
            address = new(builder.ConnectionString, Show(builder));
            return null;
        }
        catch (FormatException cause)
        {
            return cause.Message;
        }
        catch (ArgumentException cause)
        {
            return $"this is not the address of a PostgreSQL database: {cause.ParamName ?? "a value"} is not understood";
        }
    }

    private static void Complete(NpgsqlConnectionStringBuilder builder, Func<string, string?> variable)
    {
        if (string.IsNullOrEmpty(builder.Host))
            builder.Host = Directory.Exists("/var/run/postgresql") ? "/var/run/postgresql" : "localhost";
        if (string.IsNullOrEmpty(builder.Username))
            builder.Username = variable("PGUSER") ?? Environment.UserName;
        if (string.IsNullOrEmpty(builder.Database))
            builder.Database = variable("PGDATABASE") ?? builder.Username;
        if (string.IsNullOrEmpty(builder.ApplicationName))
            builder.ApplicationName = "rowgate";

        // Details of errors are the answer's business: the gate passes on what PostgREST does.
        builder.IncludeErrorDetail = true;
    }

    private static string Show(NpgsqlConnectionStringBuilder builder)
    {
        var host = builder.Host!.StartsWith('/') ? Uri.EscapeDataString(builder.Host) : builder.Host;
        var port = builder.Port == NpgsqlConnection.DefaultPort ? "" : $":{builder.Port}";
        return $"postgres://{Uri.EscapeDataString(builder.Username!)}@{host}{port}/{Uri.EscapeDataString(builder.Database!)}";
    }

    private static bool StartsWithKeyword(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
            return false;
        var key = text[..equals].Trim();
        return LibpqKeywords.IsKnown(key.ToLowerInvariant())
            || key.ToLowerInvariant() is "server" or "username" or "user id" or "database" or "passfile" or "ssl mode";
    }
}
