using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Rowgate.Cli.Tests.Postgres;

public sealed class FromPostgrestTests
{
    [Fact]
    public async Task A_configuration_taken_over_from_PostgREST_behaves_as_it_did_there()
    {
        await using var shop = await Shop.MakeAsync();
        await shop.Database.ExecuteAsync(
            $$"""
            CREATE SCHEMA api;
            GRANT USAGE ON SCHEMA api TO {{shop.Anon}};
            CREATE VIEW api.things AS SELECT id AS thing FROM orders;
            GRANT SELECT ON api.things TO {{shop.Anon}};
            CREATE FUNCTION api.tax() RETURNS text LANGUAGE sql STABLE AS 'SELECT current_setting(''app.settings.tax'')';
            CREATE FUNCTION public.before() RETURNS void LANGUAGE sql AS
                $$SELECT set_config('response.headers', '[{"X-Before":"yes"}]', true)$$;
            """);
        var (port, adminPort) = (FreePort(), FreePort());
        shop.Rowgate.Write(
            "postgrest.conf",
            $"""
            db-uri = "{shop.Address}"
            db-schemas = "api, public"
            db-anon-role = "{shop.Anon}"
            db-pre-request = "public.before"
            db-tx-end = "rollback-allow-override"
            jwt-aud = "shop"
            jwt-role-claim-key = ".app.role"
            openapi-mode = "disabled"
            server-host = "127.0.0.1"
            server-port = {port.ToString(CultureInfo.InvariantCulture)}
            admin-server-port = {adminPort.ToString(CultureInfo.InvariantCulture)}
            app.settings.tax = "19"
            """);
        (string, string)[] environment = [("PGRST_DB_MAX_ROWS", "4"), ("PGRST_JWT_SECRET", Shop.Secret)];
        var init = await shop.Rowgate.RunAsync(environment, ["init", "--from-postgrest", "postgrest.conf"]);
        Assert.Equal(0, init.ExitCode);
        Assert.DoesNotContain(Shop.Secret, await File.ReadAllTextAsync(shop.Rowgate.File("rowgate.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await using var serving = await shop.Rowgate.ServeConfiguredAsync(environment);
        Assert.Equal(port, serving.Http.BaseAddress!.Port);
        using var response = await serving.Http.GetAsync(new Uri("rest/v1/things?select=thing", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("[{\"thing\":1},{\"thing\":2},{\"thing\":3},{\"thing\":4}]", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("yes", Assert.Single(response.Headers.GetValues("X-Before")));
        Assert.Equal("\"19\"", await serving.GetAsync("rest/v1/rpc/tax"));
        Assert.Equal(200, (await serving.TryGetAsync($"http://127.0.0.1:{adminPort.ToString(CultureInfo.InvariantCulture)}/ready")).Status);
        Assert.Equal((404, "PGRST126"), Code(await serving.TryGetAsync("rest/v1/")));
        Assert.Equal((400, "PGRST123"), Code(await serving.TryGetAsync("rest/v1/things?select=count()")));

        // Another path of the role: the claim "role" says nothing, and a token for others is refused.
        var (status, body) = await Shop.AskAsync(serving, "rest/v1/things?limit=1", Shop.Token("nobody_at_all"));
        Assert.Equal((200, "[{\"thing\":1}]"), (status, body.GetRawText()));

        await PostAsync(serving, 2001, "return=minimal");
        await PostAsync(serving, 2002, "return=minimal, tx=commit");
        Assert.Equal(1, await shop.Database.QueryAsync<long>("SELECT count(*) FROM orders WHERE id > 2000"));
    }

    private static async Task PostAsync(Serving serving, int id, string preferences)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "rest/v1/orders") { Content = JsonContent.Create(new { id }) };
        request.Headers.Add("Content-Profile", "public");
        request.Headers.Add("Prefer", preferences);
        using var response = await serving.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    private static (int, string?) Code((int Status, string Body) answer) =>
        (answer.Status, JsonDocument.Parse(answer.Body).RootElement.GetProperty("code").GetString());

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
