using System.Globalization;

namespace Rowgate.Cli.Tests.Postgres;

/// <summary>Over HTTP, in every way of following: nobody receives a row or a column that the caller's role may not read.</summary>
public sealed class LiveRightsTests
{
    public static TheoryData<string> Ways => ["events", "polls", "socket"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Rows_enter_and_leave_with_the_policy_and_nothing_else_is_sent(string way)
    {
        await using var shop = await MakeAsync(way == "polls" ? 15 : 18);
        await using var serving = await ServeAsync(shop);
        await using var ada = Follow(way, serving, "letters?select=id,text", TokenOf(shop, "ada"));
        await using var bob = Follow(way, serving, "letters?select=id,text", TokenOf(shop, "bob"));
        await ada.UntilAsync("\"a1\"");
        await bob.UntilAsync("\"b1\"");

        // Hers while it is 'given'; what it is before and afterwards is not for her.
        await shop.Database.ExecuteAsync("UPDATE letters SET text = 'b2' WHERE id = 2");
        await bob.UntilAsync("\"b2\"");
        await shop.Database.ExecuteAsync("UPDATE letters SET text = 'given', owner = 'ada' WHERE id = 2");
        await ada.UntilAsync("\"given\"");
        await shop.Database.ExecuteAsync("UPDATE letters SET text = 'b3', owner = 'bob' WHERE id = 2");
        await bob.UntilAsync("\"b3\"");
        await shop.Database.ExecuteAsync("INSERT INTO letters VALUES (3, 'bob', 'b4', 's3'), (4, 'ada', 'a2', 's4')");
        await ada.UntilAsync("\"a2\"");
        await bob.UntilAsync("\"b4\"");

        Assert.All(["\"b1\"", "\"b2\"", "\"b3\"", "\"b4\"", "\"s1\"", "\"s2\"", "\"s3\""], text => Assert.DoesNotContain(text, ada.Heard, StringComparison.Ordinal));
        Assert.All(["\"a1\"", "\"a2\"", "\"given\"", "\"s1\"", "\"s2\"", "\"s3\""], text => Assert.DoesNotContain(text, bob.Heard, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_policy_that_looks_into_another_table_follows_that_one_too(string way)
    {
        await using var shop = await MakeAsync(15);
        await using var serving = await ServeAsync(shop);
        await using var ada = Follow(way, serving, "papers", TokenOf(shop, "ada"));
        await ada.UntilAsync("\"red1\"");

        await shop.Database.ExecuteAsync("INSERT INTO members VALUES ('blue', 'ada')");
        await ada.UntilAsync("\"blue1\"");
        await shop.Database.ExecuteAsync("DELETE FROM members WHERE team = 'blue'");
        await shop.Database.ExecuteAsync("UPDATE papers SET body = 'blue2' WHERE team = 'blue'");
        await shop.Database.ExecuteAsync("UPDATE papers SET body = 'red2' WHERE team = 'red'");
        await ada.UntilAsync("\"red2\"");

        Assert.DoesNotContain("\"blue2\"", ada.Heard, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_column_that_the_role_may_not_read_is_refused_wherever_the_query_names_it(string way)
    {
        await using var shop = await MakeAsync(15);
        await using var serving = await ServeAsync(shop);
        foreach (var query in new[] { "letters", "letters?select=id,secret", "letters?select=id&secret=eq.s1", "letters?select=id&order=secret" })
        {
            await using var ada = Follow(way, serving, query, TokenOf(shop, "ada"));
            await ada.UntilAsync("42501");
            Assert.DoesNotContain("\"s1\"", ada.Heard, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_follows_is_told_that_its_token_expired_and_hears_nothing_more()
    {
        await using var shop = await MakeAsync(15);
        await using var serving = await ServeAsync(shop);
        string[] ways = [.. Ways.Select(way => way.Data)];

        // Believed for another ten seconds.
        var expires = TimeProvider.System.GetUtcNow().AddSeconds(10 - 30).ToUnixTimeSeconds();
        var token = TokenOf(shop, "ada", string.Create(CultureInfo.InvariantCulture, $$""","exp":{{expires}}"""));
        var clients = ways.Select(way => Follow(way, serving, "letters?select=id,text", token)).ToList();
        foreach (var client in clients)
            await client.UntilAsync("\"a1\"");
        await clients[0].UntilAsync("JWT expired");
        await shop.Database.ExecuteAsync("UPDATE letters SET text = 'late' WHERE id = 1");

        await clients[1].UntilAsync("status 401");
        await clients[2].UntilAsync("again\n{\"subscription\":\"a\",\"event\":\"error\"");
        foreach (var client in clients)
        {
            await client.UntilAsync("PGRST303");
            Assert.DoesNotContain("late", client.Heard, StringComparison.Ordinal);
            await client.DisposeAsync();
        }
    }

    private static LiveClient Follow(string way, Serving serving, string query, string token) => way switch
    {
        "events" => LiveClient.Events(serving, query, token),
        "polls" => LiveClient.Polls(serving, query, token),
        _ => LiveClient.Socket(serving, query, token),
    };

    private static string TokenOf(Shop shop, string person, string more = "") =>
        Shop.TokenOf($$"""{"role":"{{shop.Anon}}","sub":"{{person}}"{{more}}}""");

    private static Task<Serving> ServeAsync(Shop shop) =>
        shop.Rowgate.ServeAsync([.. shop.Captured, "--set", $"auth.secret={Shop.Secret}"]);

    private static async Task<Shop> MakeAsync(int version)
    {
        var shop = await Shop.MakeAsync(version);
        await shop.Database.ExecuteAsync($"""
            CREATE TABLE letters (id int PRIMARY KEY, owner text NOT NULL, text text, secret text);
            CREATE POLICY mine ON letters TO {shop.Anon} USING (owner = current_setting('request.jwt.claims', true)::json->>'sub');
            CREATE TABLE members (team text, person text, PRIMARY KEY (team, person));
            CREATE TABLE papers (id int PRIMARY KEY, team text, body text);
            CREATE POLICY ours ON papers TO {shop.Anon} USING (EXISTS (SELECT FROM members m WHERE m.team = papers.team
              AND m.person = current_setting('request.jwt.claims', true)::json->>'sub'));
            ALTER TABLE letters ENABLE ROW LEVEL SECURITY;
            ALTER TABLE papers ENABLE ROW LEVEL SECURITY;
            ALTER TABLE letters OWNER TO {shop.Login};
            ALTER TABLE members OWNER TO {shop.Login};
            ALTER TABLE papers OWNER TO {shop.Login};
            GRANT SELECT (id, owner, text) ON letters TO {shop.Anon};
            GRANT SELECT ON members, papers TO {shop.Anon};
            INSERT INTO letters VALUES (1, 'ada', 'a1', 's1'), (2, 'bob', 'b1', 's2');
            INSERT INTO members VALUES ('red', 'ada');
            INSERT INTO papers VALUES (1, 'red', 'red1'), (2, 'blue', 'blue1');
            """);
        return shop;
    }
}
