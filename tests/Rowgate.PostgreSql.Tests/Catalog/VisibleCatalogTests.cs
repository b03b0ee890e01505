using Rowgate.Databases;

namespace Rowgate.PostgreSql.Tests.Catalog;

/// <summary>What a role may use of a catalog.</summary>
public sealed class VisibleCatalogTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_role_sees_what_it_may_use(int version)
    {
        // Roles belong to the whole server.
        var role = $"reader{Guid.NewGuid():N}";
        await using var gateway = await Gateway.OpenAsync(
            version,
            $$"""
            CREATE ROLE {{role}};
            CREATE TABLE shown(id integer PRIMARY KEY, name text);
            CREATE TABLE partly(id integer PRIMARY KEY, secret text, shown_id integer REFERENCES shown(id));
            CREATE TABLE hidden(id integer PRIMARY KEY);
            CREATE VIEW seen AS SELECT id FROM hidden;
            GRANT SELECT ON shown, seen TO {{role}};
            GRANT UPDATE (secret) ON partly TO {{role}};
            CREATE FUNCTION open(a integer) RETURNS integer LANGUAGE sql AS $$ SELECT a $$;
            CREATE FUNCTION closed(a integer) RETURNS integer LANGUAGE sql AS $$ SELECT a $$;
            CREATE FUNCTION closed(a integer, b integer) RETURNS integer LANGUAGE sql AS $$ SELECT a + b $$;
            CREATE FUNCTION body(json) RETURNS json LANGUAGE sql AS $$ SELECT $1 $$;
            REVOKE EXECUTE ON FUNCTION closed(integer), body(json) FROM PUBLIC;
            """);
        var session = new RequestSession(role, IsAnonymous: false);

        var visible = (await gateway.Database.VisibleAsync(session, TestContext.Current.CancellationToken)).Value!;

        Assert.Equal(["partly", "seen", "shown"], visible.Relations.Select(relation => relation.Name.Name));
        Assert.Equal(
            ["closed(a,b)", "open(a)"],
            visible.Functions.Select(f => $"{f.Name.Name}({string.Join(',', f.Parameters.Select(parameter => parameter.Name))})"));
        var again = await gateway.Database.VisibleAsync(session, TestContext.Current.CancellationToken);
        Assert.Same(visible, again.Value);
    }

    [Fact]
    public async Task Who_may_use_everything_sees_the_catalog_itself()
    {
        await using var gateway = await Gateway.OpenAsync(15, "CREATE TABLE t(id integer)");

        var visible = await gateway.Database.VisibleAsync(RequestSession.Own, TestContext.Current.CancellationToken);

        Assert.Same(gateway.Database.Catalog, visible.Value);
    }

    [Fact]
    public async Task A_role_that_is_not_there_is_refused()
    {
        await using var gateway = await Gateway.OpenAsync(15, "CREATE TABLE t(id integer)");

        var visible = await gateway.Database.VisibleAsync(
            new RequestSession("nobody_knows", IsAnonymous: false), TestContext.Current.CancellationToken);

        Assert.Equal("22023", visible.Refusal!.Code.Text);
    }
}
