using Npgsql;
using NpgsqlTypes;
using Rowgate.Databases;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>The settings that a database keeps for whoever serves it, under the names that PostgREST reads.</summary>
/// <remarks>
/// <c>ALTER ROLE authenticator IN DATABASE shop SET pgrst.db_schemas = 'api'</c> makes them settings of every session of that
/// role, so that the server itself decides which of several holds. A function may set some of them before they are read.
/// Source: https://docs.postgrest.org/en/stable/references/configuration.html#in-database-configuration
/// </remarks>
public static class StoredSettings
{
    private const string Prefix = "pgrst.";
    private const string FunctionName = "db_pre_config";
    private const string Query = "SELECT name, current_setting($1 || name, true) FROM unnest($2) name";

    /// <summary>Reads them on a connection of its own.</summary>
    /// <param name="connectionString">Npgsql's connection string.</param>
    /// <param name="function">The function to call before, as <c>schema.name</c>; null for the one that the settings name, if any.</param>
    /// <param name="names">What to look for, such as <c>db_schemas</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those that are set.</returns>
    /// <exception cref="DatabaseException">The database cannot be reached, or the function failed.</exception>
    public static async Task<IReadOnlyList<(string Name, string Value)>> ReadAsync(
        string connectionString, string? function, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        try
        {
            var description = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "rowgate" };
            await using var connection = new NpgsqlConnection(description.ConnectionString);
            await connection.OpenAsync(cancellationToken);

            // What the function sets may end with its transaction; so it must not end before.
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (function is null && await ReadAsync(connection, [FunctionName], cancellationToken) is [var (_, named)])
                function = named;
            if (function is not null)
            {
                await using var call = new NpgsqlCommand($"SELECT {SqlName.QuoteWritten(function)}()", connection, transaction);
                await call.ExecuteNonQueryAsync(cancellationToken);
            }

            return await ReadAsync(connection, names, cancellationToken);
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause) && !cancellationToken.IsCancellationRequested)
        {
            throw CatalogFaults.Translate(cause);
        }
    }

    private static async Task<List<(string Name, string Value)>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Query, connection)
        {
            Parameters =
            {
                new() { Value = Prefix },
                new() { Value = names.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            // A setting that was there for one transaction is an empty text for the rest of the session.
            if (!reader.IsDBNull(1) && reader.GetString(1) is { Length: > 0 } value)
                found.Add((reader.GetString(0), value));
        }

        return found;
    }
}
