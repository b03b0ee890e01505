using Npgsql;

namespace Rowgate.PostgreSql.Servers;

/// <summary>A database of one's own in a server that others use too; dropped at the end, with its replication slots.</summary>
public sealed class PostgresDatabaseLease(PostgresServer server, string name) : IAsyncDisposable
{
    /// <summary>The server.</summary>
    public PostgresServer Server => server;

    /// <summary>The database's name.</summary>
    public string Name => name;

    /// <summary>The superuser's connection string.</summary>
    public string ConnectionString => server.ConnectionTo(name);

    /// <summary>Runs SQL as the superuser, several statements if need be.</summary>
    public Task ExecuteAsync(string sql) => server.ExecuteAsync(name, sql);

    /// <summary>Asks for one value as the superuser; null for SQL's null.</summary>
    public async Task<T?> QueryAsync<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await server.AdministerAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
            await server.AdministerAsync($"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'");
            await DropSlotsAsync();
            await server.AdministerAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        }
        catch (NpgsqlException)
        {
            // A test that broke its server has nothing to clean up: the folder goes with the server.
        }
    }

    // A connection that was told to end keeps its slot for a moment longer, and a database with a slot cannot be dropped.
    private async Task DropSlotsAsync()
    {
        while (await server.AdministerAsync($"SELECT count(*) FROM pg_replication_slots WHERE database = '{name}'") is > 0L)
        {
            await server.AdministerAsync(
                $"SELECT count(pg_drop_replication_slot(slot_name)) FROM pg_replication_slots WHERE database = '{name}' AND NOT active");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }
}
