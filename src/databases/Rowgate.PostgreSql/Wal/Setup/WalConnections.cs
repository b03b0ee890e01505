using Npgsql;
using Rowgate.PostgreSql.Configuration;

namespace Rowgate.PostgreSql.Wal.Setup;

/// <summary>Opens the connections of capture.</summary>
internal static class WalConnections
{
    // How the log prints values is up to these settings; ISO and UTC are what the decoders expect. An own commit waits for
    // our server's disk only: what matters is that the log is flushed.
    private const string Settings =
        "-c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex -c statement_timeout=0 "
        + "-c lock_timeout=0 -c synchronous_commit=local -c default_transaction_read_only=off -c search_path=pg_catalog";

    /// <summary>The text for a connection of capture.</summary>
    public static string TextFor(PostgresOptions options)
    {
        var text = new NpgsqlConnectionStringBuilder(options.DirectConnectionString ?? options.ConnectionString)
        {
            Pooling = false,
            Multiplexing = false,
            Enlist = false,
            ApplicationName = "rowgate capture",
            ReadBufferSize = 128 << 10,
            Timezone = "UTC",
            CommandTimeout = 60,
        };
        text.Options = string.Join(' ', new[] { text.Options, Settings }.Where(part => !string.IsNullOrEmpty(part)));
        return text.ConnectionString;
    }

    /// <summary>Opens one for SQL.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(PostgresOptions options, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(TextFor(options));
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
