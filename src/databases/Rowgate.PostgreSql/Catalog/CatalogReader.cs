using System.Data;
using Npgsql;
using NpgsqlTypes;
using Rowgate.PostgreSql.Configuration;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Reads the catalog of a database: one batch, in one snapshot.</summary>
internal sealed class CatalogReader(PostgresOptions options)
{
    private static readonly string[] Statements =
    [
        CatalogQueries.Server, CatalogQueries.Schemas, CatalogQueries.Relations, CatalogQueries.Columns, CatalogQueries.Types,
        CatalogQueries.SizedTypes, CatalogQueries.Collations, CatalogQueries.Keys, CatalogQueries.KeyColumns,
        CatalogQueries.Volatile, CatalogQueries.OwnCode, CatalogQueries.ViewRules,
        CatalogQueries.ViewReads, CatalogQueries.Parts, CatalogQueries.PolicyReads, CatalogQueries.Functions, CatalogQueries.Casts,
    ];

    /// <summary>Reads all of it.</summary>
    /// <param name="connection">An open connection without a transaction. It does not keep any setting.</param>
    /// <param name="version">The version that the catalog is to have.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="NpgsqlException">The server is gone, or refuses.</exception>
    public async Task<CatalogReading> ReadAsync(NpgsqlConnection connection, long version, CancellationToken cancellationToken)
    {
        var rows = await ReadRowsAsync(connection, cancellationToken);
        var catalog = new CatalogBuilder(rows, options).Build(version);
        return new(catalog, $"{CatalogFingerprint.Of(catalog)} {rows.MakesGeoJson} {rows.PrintsAsCapture}", rows.ServerVersion)
        {
            MakesGeoJson = rows.MakesGeoJson,
            PrintsAsCapture = rows.PrintsAsCapture,
        };
    }

    private async Task<CatalogRows> ReadRowsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        // The caller's limit is the token: a catalog of many thousand relations takes what it takes.
        batch.Timeout = 0;
        batch.BatchCommands.Add(new("SET TRANSACTION READ ONLY"));
        batch.BatchCommands.Add(new("SET LOCAL search_path = ''"));
        // Compiling these statements takes longer than running them, and sorting on disk does too.
        batch.BatchCommands.Add(new("SET LOCAL jit = off"));
        batch.BatchCommands.Add(new("SET LOCAL work_mem = '64MB'"));
        string[] served = [.. options.Schemas];
        string[] searched = [.. options.Schemas.Union(options.ExtraSearchPath, StringComparer.Ordinal)];
        foreach (var statement in Statements)
            batch.BatchCommands.Add(Command(statement, served, searched));
        var rows = new CatalogRows();
        await using (var reader = await batch.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken))
            await new CatalogRowReader(reader, rows).ReadAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    private static NpgsqlBatchCommand Command(string statement, string[] served, string[] searched)
    {
        var command = new NpgsqlBatchCommand(statement);
        if (statement.Contains("$1", StringComparison.Ordinal) || statement.Contains("$2", StringComparison.Ordinal))
            command.Parameters.Add(Names(served));
        if (statement.Contains("$2", StringComparison.Ordinal))
            command.Parameters.Add(Names(searched));
        return command;
    }

    private static NpgsqlParameter Names(string[] names) => new() { Value = names, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
