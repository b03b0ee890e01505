using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Rowgate.Bench.Postgres;

/// <summary>What a developer writes for one table: minimal endpoints on Npgsql.</summary>
internal static class HandWrittenPostgres
{
    private const string ById = "SELECT id, name, email, city, credit, active FROM customers WHERE id = $1";

    private const string OwnedByClaim = "SELECT id, name, email, city, credit, active FROM owned_by_claim WHERE id = $1";

    private const string OwnedByFunction = "SELECT id, name, email, city, credit, active FROM owned_by_function WHERE id = $1";

    private const string AsRole =
        "SELECT set_config('role', 'web', true), set_config('request.jwt.claims', '{\"role\":\"web\",\"sub\":\"bench\"}', true)";

    private const string List =
        "SELECT coalesce(json_agg(c), '[]')::text FROM (SELECT * FROM customers WHERE id >= $1 ORDER BY id LIMIT 1000) c";

    /// <summary>Serves until the process is killed: <c>/pool/ID</c>, <c>/role/ID</c> and, of tables under row level security,
    /// <c>/owned-by-claim/ID</c> and <c>/owned-by-function/ID</c> on a pool with the driver's defaults,
    /// <c>/tuned/ID</c>, <c>/tuned-role/ID</c> and <c>/list/ID</c> on one of ten connections that prepare their statements, and
    /// <c>/multiplexed/ID</c>.</summary>
    public static async Task RunAsync(string connectionString, string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(options =>
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, CustomerJson.Default));
        var app = builder.Build();
        app.Urls.Add(address);
        const string Tuning = ";Max Auto Prepare=20;Auto Prepare Min Usages=2;Maximum Pool Size=10";
        var pool = NpgsqlDataSource.Create(connectionString);
        var tuned = NpgsqlDataSource.Create(connectionString + Tuning);
        var multiplexed = NpgsqlDataSource.Create(connectionString + Tuning + ";Multiplexing=true");
        app.MapGet("/pool/{id:long}", (long id) => ReadAsync(pool, id));
        app.MapGet("/tuned/{id:long}", (long id) => ReadAsync(tuned, id));
        app.MapGet("/tuned-role/{id:long}", (long id) => ReadAsRoleAsync(tuned, ById, id));
        app.MapGet("/multiplexed/{id:long}", (long id) => ReadAsync(multiplexed, id));
        app.MapGet("/role/{id:long}", (long id) => ReadAsRoleAsync(pool, ById, id));
        app.MapGet("/owned-by-claim/{id:long}", (long id) => ReadAsRoleAsync(pool, OwnedByClaim, id));
        app.MapGet("/owned-by-function/{id:long}", (long id) => ReadAsRoleAsync(pool, OwnedByFunction, id));
        app.MapGet("/list/{id:long}", (long id) => ListAsync(tuned, id));
        await app.RunAsync();
    }

    private static async Task<IResult> ReadAsync(NpgsqlDataSource source, long id)
    {
        await using var command = source.CreateCommand(ById);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        return await AnswerAsync(command);
    }

    private static async Task<IResult> ReadAsRoleAsync(NpgsqlDataSource source, string query, long id)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var role = new NpgsqlCommand(AsRole, connection))
            await role.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(query, connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        var answer = await AnswerAsync(command);
        await transaction.CommitAsync();
        return answer;
    }

    private static async Task<IResult> ListAsync(NpgsqlDataSource source, long id)
    {
        await using var command = source.CreateCommand(List);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        return Results.Text((string)(await command.ExecuteScalarAsync())!, "application/json");
    }

    private static async Task<IResult> AnswerAsync(NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? Results.Ok(new Customer(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), (double)reader.GetDecimal(4), reader.GetBoolean(5)))
            : Results.NotFound();
    }
}
