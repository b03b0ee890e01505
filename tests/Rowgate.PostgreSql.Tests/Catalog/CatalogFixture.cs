using Npgsql;
using Rowgate.Core.Catalog;
using Rowgate.PostgreSql.Catalog;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests.Catalog;

/// <summary>Reads the catalog of a database of one's own.</summary>
internal static class CatalogFixture
{
    public static PostgresOptions Options(string connectionString, params string[] schemas) => new()
    {
        ConnectionString = connectionString,
        Schemas = schemas.Length == 0 ? ["public"] : [.. schemas],
        Capture = new() { SpoolFolder = Path.GetTempPath() },
    };

    public static async Task<DatabaseCatalog> ReadAsync(int version, string sql, params string[] schemas)
    {
        await using var database = await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(sql);
        return (await ReadAsync(database, schemas)).Catalog;
    }

    public static async Task<CatalogReading> ReadAsync(PostgresDatabaseLease database, params string[] schemas)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString + ";Pooling=false");
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await new CatalogReader(Options(database.ConnectionString, schemas))
            .ReadAsync(connection, version: 1, TestContext.Current.CancellationToken);
    }
}
