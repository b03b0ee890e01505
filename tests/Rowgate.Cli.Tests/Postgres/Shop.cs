using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.Cli.Tests.Postgres;

/// <summary>A small shop in a PostgreSQL database of its own, with roles of its own, and the program to serve it.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public const string Secret = "a secret that is more than long enough";

    private Shop(PostgresDatabaseLease database) => Database = database;

    public PostgresDatabaseLease Database { get; }

    public RowgateProgram Rowgate { get; } = new();

    /// <summary>The role that Rowgate connects as.</summary>
    public string Login => $"login_{Database.Name}";

    /// <summary>The role of callers without a token.</summary>
    public string Anon => $"anon_{Database.Name}";

    public string Address => $"postgres://{Login}@127.0.0.1:{Database.Server.Port.ToString(CultureInfo.InvariantCulture)}/{Database.Name}";

    /// <summary>The address of the superuser, who may install all that there is to install.</summary>
    public string SuperAddress => Address.Replace(Login, "postgres", StringComparison.Ordinal);

    /// <summary>The arguments that serve it without capture.</summary>
    public string[] Plain => [Address, "--set", "capture.mode=none", "--set", $"auth.anonymous-role={Anon}", "--set", $"auth.secret={Secret}"];

    /// <summary>The arguments that serve it and capture its log, under a name of its own: names of slots count for the whole server.</summary>
    public string[] Captured => [Address, "--set", "capture.mode=wal", "--set", $"capture.name={Database.Name}"];

    public static async Task<Shop> MakeAsync(int version = 15) => await MakeAsync(await PostgresServer.OfAsync(version));

    public static async Task<Shop> MakeAsync(PostgresServer server)
    {
        var shop = new Shop(await server.CreateDatabaseAsync());
        await shop.Database.ExecuteAsync(
            $"""
            CREATE ROLE {shop.Login} LOGIN NOINHERIT REPLICATION;
            CREATE ROLE {shop.Anon} NOLOGIN;
            GRANT {shop.Anon} TO {shop.Login};
            GRANT CREATE ON DATABASE {shop.Database.Name} TO {shop.Login};
            CREATE TABLE orders (id int PRIMARY KEY, status text NOT NULL DEFAULT 'open');
            CREATE TABLE lines (order_id int REFERENCES orders, place int, name text, PRIMARY KEY (order_id, place));
            INSERT INTO orders SELECT i, CASE WHEN i % 2 = 0 THEN 'open' ELSE 'paid' END FROM generate_series(1, 100) i;
            ALTER TABLE orders OWNER TO {shop.Login};
            ALTER TABLE lines OWNER TO {shop.Login};
            GRANT SELECT, INSERT, UPDATE ON orders, lines TO {shop.Anon};
            CREATE FUNCTION slow(seconds float) RETURNS int LANGUAGE sql STABLE AS 'SELECT 1 FROM pg_sleep(seconds)';
            CREATE FUNCTION boom() RETURNS int LANGUAGE plpgsql STABLE AS
                $$BEGIN RAISE EXCEPTION 'no more' USING DETAIL = 'the shelf is empty', HINT = 'come back'; END$$;
            """);
        return shop;
    }

    /// <summary>A token of this role, signed with <see cref="Secret"/>.</summary>
    public static string Token(string role) => TokenOf($$"""{"role":"{{role}}"}""");

    /// <summary>A token with these claims.</summary>
    public static string TokenOf(string claims)
    {
        var text = $"{Part("""{"alg":"HS256","typ":"JWT"}""")}.{Part(claims)}";
        return $"{text}.{Part(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(text)))}";
    }

    /// <summary>Asks with a token.</summary>
    public static async Task<(int Status, JsonElement Body)> AskAsync(Serving serving, string path, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        using var response = await serving.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement);
    }

    /// <summary>The end of the journal.</summary>
    public static async Task<long> JournalEndAsync(Serving serving) =>
        JsonDocument.Parse(await serving.GetAsync("admin/v1/status")).RootElement.GetProperty("journal").GetProperty("end").GetInt64();

    public async ValueTask DisposeAsync()
    {
        Rowgate.Dispose();
        await Database.DisposeAsync();
    }

    private static string Part(string text) => Part(Encoding.UTF8.GetBytes(text));

    private static string Part(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
