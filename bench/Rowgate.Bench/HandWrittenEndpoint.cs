using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Rowgate.Bench;

/// <summary>What a developer writes for one table: a minimal endpoint with ADO.NET on the same SQLite library.</summary>
internal static class HandWrittenEndpoint
{
    /// <summary>Serves <c>/customers/{id}</c> until the process is killed.</summary>
    public static async Task RunAsync(string database, string address)
    {
        _ = SqliteEngine.SqliteLibrary.Version;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(options =>
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, CustomerJson.Default));
        var app = builder.Build();
        app.Urls.Add(address);
        var connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = database,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = true,
        }.ToString();
        app.MapGet("/customers/{id:long}", (long id) => Read(connectionString, id));
        await app.RunAsync();
    }

    private static IResult Read(string connectionString, long id)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, name, email, city, credit, active FROM customers WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? Results.Ok(new Customer(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetDouble(4), reader.GetBoolean(5)))
            : Results.NotFound();
    }
}

/// <summary>A row of the table.</summary>
internal sealed record Customer(long Id, string Name, string Email, string? City, double Credit, bool Active);

/// <summary>Its serializer.</summary>
[JsonSerializable(typeof(Customer))]
internal sealed partial class CustomerJson : JsonSerializerContext;
