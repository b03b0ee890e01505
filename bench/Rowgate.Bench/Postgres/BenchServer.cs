using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.Bench.Postgres;

/// <summary>A private PostgreSQL with a shop in it, and a configuration for Rowgate in front of it.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    /// <summary>Ids of customers are 1 to this.</summary>
    public const int Customers = 100_000;

    private const string Secret = "a secret for benches of more than 32 characters";

    private const string Schema = $"""
        CREATE ROLE web NOLOGIN;
        CREATE TABLE customers (
            id bigint PRIMARY KEY, name text NOT NULL, email text NOT NULL, city text, credit numeric NOT NULL, active boolean NOT NULL);
        CREATE TABLE orders (
            id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id), status text NOT NULL, total numeric NOT NULL);
        CREATE TABLE items (
            id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders (id), sku text NOT NULL, quantity int NOT NULL);
        CREATE TABLE ticks (id bigint PRIMARY KEY, note text NOT NULL);
        INSERT INTO customers SELECT i, 'Customer ' || i, 'c' || i || '@example.com', CASE WHEN i % 7 > 0 THEN 'City ' || i % 50 END,
            round((i * 7919 % 100000) / 100.0, 2), i % 3 > 0 FROM generate_series(1, 100000) i;
        INSERT INTO orders SELECT i, 1 + i % 100000, 'open', i % 900 FROM generate_series(1, 200000) i;
        INSERT INTO items SELECT i, 1 + i % 200000, 'sku-' || i % 300, 1 + i % 5 FROM generate_series(1, 400000) i;
        CREATE INDEX ON orders (customer_id);
        CREATE INDEX ON items (order_id);
        CREATE TABLE owned_by_claim AS SELECT *, 'bench'::text AS owner FROM customers;
        ALTER TABLE owned_by_claim ADD PRIMARY KEY (id), ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON owned_by_claim USING (owner = current_setting('request.jwt.claims', true)::json ->> 'sub');
        CREATE TABLE owned_by_function AS TABLE owned_by_claim;
        ALTER TABLE owned_by_function ADD PRIMARY KEY (id), ENABLE ROW LEVEL SECURITY;
        CREATE SCHEMA auth;
        CREATE FUNCTION auth.uid() RETURNS text STABLE LANGUAGE sql AS
            'SELECT nullif(current_setting(''request.jwt.claims'', true), '''')::json ->> ''sub''';
        CREATE POLICY own ON owned_by_function USING (owner = auth.uid());
        GRANT USAGE ON SCHEMA auth TO web;
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO web;
        """;

    private readonly PostgresServer _server;

    private BenchServer(PostgresServer server, string folder)
    {
        _server = server;
        Folder = folder;
    }

    /// <summary>A folder for data and configuration.</summary>
    public string Folder { get; }

    /// <summary>The server.</summary>
    public PostgresServer Server => _server;

    /// <summary>The address for Rowgate and for peers that take URLs.</summary>
    public string Url => $"postgres://postgres@127.0.0.1:{_server.Port}/shop";

    /// <summary>The same for Npgsql.</summary>
    public string ConnectionString => _server.ConnectionTo("shop");

    /// <summary>A token of the role <c>web</c>.</summary>
    /// <param name="caller">Its subject.</param>
    public static string Token(string caller)
    {
        var text = $"{Part(new { alg = "HS256" })}.{Part(new { role = "web", sub = caller })}";
        return $"{text}.{Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(text)))}";
    }

    /// <summary>Starts and fills it.</summary>
    public static async Task<BenchServer> StartAsync(params string[] settings)
    {
        var server = await PostgresServer.StartAsync(PostgresRelease.Fifteen, [.. settings, "shared_buffers=512MB"]);
        await server.ExecuteAsync("postgres", "CREATE DATABASE shop");
        await server.ExecuteAsync("shop", Schema);
        await server.ExecuteAsync("shop", "VACUUM ANALYZE");
        return new(server, Directory.CreateTempSubdirectory("rowgate-bench-").FullName);
    }

    /// <summary>Starts Rowgate in front of it.</summary>
    /// <param name="read">A path that must answer.</param>
    /// <param name="settings">Further lines of the configuration.</param>
    public async Task<RowgateProcess> ServeAsync(string read, string settings = "")
    {
        var file = Path.Combine(Folder, "rowgate.yaml");
        await File.WriteAllTextAsync(file, $"source: {Url}\ndata: {Path.Combine(Folder, "data")}\n{settings}\n");
        return await RowgateProcess.StartWithAsync(read, "--config", file);
    }

    /// <summary>The lines of the configuration that let <see cref="Token(string)"/> in.</summary>
    public static string TokenSettings => $"auth:\n  secret: \"{Secret}\"\nanonymous: write\n";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Part(object value) => Encode(JsonSerializer.SerializeToUtf8Bytes(value));

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
