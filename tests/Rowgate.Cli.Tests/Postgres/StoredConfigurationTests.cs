namespace Rowgate.Cli.Tests.Postgres;

/// <summary>Settings that the database keeps under PostgREST's names.</summary>
public sealed class StoredConfigurationTests
{
    [Fact]
    public async Task Settings_of_the_role_win_over_the_others_and_are_read_again_when_somebody_asks()
    {
        await using var shop = await MakeAsync();
        await shop.Database.ExecuteAsync(
            $"""
            ALTER ROLE {shop.Login} SET pgrst.db_schemas = 'nowhere';
            ALTER ROLE {shop.Login} IN DATABASE {shop.Database.Name} SET pgrst.db_schemas = 'api, public';
            ALTER ROLE {shop.Login} SET pgrst.db_anon_role = '{shop.Anon}';
            ALTER ROLE {shop.Login} SET pgrst.db_aggregates_enabled = 'off';
            ALTER ROLE {shop.Login} SET pgrst.db_uri = 'postgres://elsewhere';
            """);
        await using var serving = await shop.Rowgate.ServeAsync(
            shop.Address, "--set", "capture.mode=none", "--set", "database.config=true");

        Assert.Equal("[{\"thing\":1},{\"thing\":2}]", await serving.GetAsync("rest/v1/things?thing=lt.3"));
        Assert.Contains("PGRST123", (await serving.TryGetAsync("rest/v1/things?select=count()")).Body, StringComparison.Ordinal);

        await shop.Database.ExecuteAsync($"ALTER ROLE {shop.Login} SET pgrst.db_max_rows = '1'; ALTER ROLE {shop.Login} SET pgrst.db_pool = '3'");
        await Serving.WaitAsync(async () =>
        {
            await shop.Database.ExecuteAsync("NOTIFY pgrst, 'reload config'");
            return await serving.GetAsync("rest/v1/things") == "[{\"thing\":1}]";
        });
        await serving.SaysAsync("rest.max-rows has a new value, which holds from now on");
    }

    [Theory]
    [InlineData("--set database.pre-config=private.configure", "")]
    [InlineData("", "SET pgrst.db_pre_config = 'private.configure'")]
    public async Task A_function_may_set_them_before_they_are_read(string flags, string setting)
    {
        await using var shop = await MakeAsync();
        await shop.Database.ExecuteAsync(
            $"""
            CREATE SCHEMA private;
            GRANT USAGE ON SCHEMA private TO {shop.Login};
            CREATE FUNCTION private.configure() RETURNS void LANGUAGE sql AS
                $$SELECT set_config('pgrst.db_schemas', 'api', true), set_config('pgrst.db_anon_role', '{shop.Anon}', true)$$;
            """);
        if (setting.Length > 0)
            await shop.Database.ExecuteAsync($"ALTER ROLE {shop.Login} {setting}");
        await using var serving = await shop.Rowgate.ServeAsync(
            [shop.Address, "--set", "capture.mode=none", "--set", "database.config=true", .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal("[{\"thing\":1}]", await serving.GetAsync("rest/v1/things?thing=eq.1"));
        Assert.Equal(404, (await serving.TryGetAsync("rest/v1/orders")).Status);
    }

    [Fact]
    public async Task A_mistake_in_the_database_is_named_and_without_the_switch_nothing_is_taken_from_there()
    {
        await using var shop = await MakeAsync();
        await shop.Database.ExecuteAsync($"ALTER ROLE {shop.Login} SET pgrst.db_tx_end = 'whenever'");

        var failed = await shop.Rowgate.RunAsync("serve", shop.Address, "--set", "capture.mode=none", "--set", "database.config=true");
        Assert.NotEqual(0, failed.ExitCode);
        Assert.Contains("database: pgrst.db_tx_end", failed.Errors, StringComparison.Ordinal);

        await using var serving = await shop.Rowgate.ServeAsync(shop.Plain);
        Assert.Equal("[{\"id\":1}]", await serving.GetAsync("rest/v1/orders?select=id&id=eq.1"));
    }

    private static async Task<Shop> MakeAsync()
    {
        var shop = await Shop.MakeAsync();
        await shop.Database.ExecuteAsync(
            $"""
            CREATE SCHEMA api;
            GRANT USAGE ON SCHEMA api TO {shop.Anon};
            CREATE VIEW api.things AS SELECT id AS thing FROM orders ORDER BY id;
            GRANT SELECT ON api.things TO {shop.Anon};
            """);
        return shop;
    }
}
