using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Databases;

namespace Rowgate.Live.Tests.PostgreSql;

/// <summary>Nobody hears of a row or a column that the database would not show them.</summary>
public sealed class RightsTests
{
    private static readonly LiveOptions Options = new()
    {
        EvaluationIntervalMin = TimeSpan.FromMilliseconds(5),
        ProgressInterval = TimeSpan.FromMilliseconds(500),
        RightsInterval = TimeSpan.FromMilliseconds(200),
    };

    private static readonly string Role = $"reader_{Guid.NewGuid():N}";

    private static readonly string Schema = $"""
        DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{Role}') THEN CREATE ROLE {Role}; END IF; END$$;
        CREATE TABLE letters (id int PRIMARY KEY, owner text NOT NULL, text text);
        ALTER TABLE letters ENABLE ROW LEVEL SECURITY;
        CREATE POLICY mine ON letters USING (owner = current_setting('request.jwt.claims', true)::json->>'sub');
        CREATE TABLE orders (id int PRIMARY KEY, status text, secret text);
        GRANT SELECT ON letters TO {Role};
        GRANT SELECT (id, status) ON orders TO {Role};
        INSERT INTO letters VALUES (1, 'ada', 'a'), (2, 'bob', 'b');
        INSERT INTO orders VALUES (1, 'open', 'x');
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_policy_decides_for_each_caller_by_its_claims(int version)
    {
        await using var shop = await PostgresShop.StartAsync(version, Schema, Options);
        await using var ada = await OpenAsync(shop, "letters?select=id,text", "ada");
        await using var bob = await OpenAsync(shop, "letters?select=id,text", "bob");

        await shop.Lease.ExecuteAsync("INSERT INTO letters VALUES (3, 'bob', 'c'); UPDATE letters SET text = 'd' WHERE id = 1; UPDATE letters SET owner = 'ada' WHERE id = 2");

        await ada.UntilAsync("""{"id":1,"text":"d"}""", """{"id":2,"text":"b"}""");
        await bob.UntilAsync("""{"id":3,"text":"c"}""");
        Assert.DoesNotContain(ada.Events, text => text.Contains("\"c\"", StringComparison.Ordinal));
        Assert.DoesNotContain(bob.Events, text => text.Contains("\"d\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_policy_shows_without_a_change_of_a_row()
    {
        await using var shop = await PostgresShop.StartAsync(15, Schema, Options);
        await using var ada = await OpenAsync(shop, "letters?select=id", "ada");
        await ada.UntilAsync("""{"id":1}""");

        await shop.Lease.ExecuteAsync($"CREATE POLICY all_of_them ON letters FOR SELECT TO {Role} USING (true)");

        await ada.UntilAsync("""{"id":1}""", """{"id":2}""");
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_column_that_may_not_be_read_is_refused(int version)
    {
        await using var shop = await PostgresShop.StartAsync(version, Schema, Options);

        var opened = await shop.Live.OpenAsync(RequestOf("orders", "ada"), Token);
        Assert.Equal(RefusalCode.NotAllowed.Text, opened.Refusal?.Code.Text);

        var filtered = await shop.Live.OpenAsync(RequestOf("orders?select=id&secret=eq.x", "ada"), Token);
        Assert.Equal(RefusalCode.NotAllowed.Text, filtered.Refusal?.Code.Text);
    }

    [Fact]
    public async Task To_resume_needs_the_right_to_read()
    {
        await using var shop = await PostgresShop.StartAsync(18, Schema, Options);
        var from = shop.Journal.End;

        var resumed = await shop.Live.OpenAsync(RequestOf("orders", "ada", from), Token);
        Assert.Equal(RefusalCode.NotAllowed.Text, resumed.Refusal?.Code.Text);

        var waited = await shop.Live.WaitForChangeAsync(RequestOf("orders", "ada", from), TimeSpan.FromSeconds(1), Token);
        Assert.Equal(RefusalCode.NotAllowed.Text, waited.Refusal?.Code.Text);
    }

    [Theory]
    [InlineData("orders?select=id,status")]
    [InlineData("orders?select=id&limit=5")]
    public async Task Who_may_no_longer_read_gets_an_error(string query)
    {
        await using var shop = await PostgresShop.StartAsync(15, Schema, Options);
        await using var ada = await OpenAsync(shop, query, "ada");

        await shop.Lease.ExecuteAsync($"REVOKE ALL (id, status) ON orders FROM {Role}");

        await ada.UntilEventAsync("42501");
        await shop.Lease.ExecuteAsync("UPDATE orders SET status = 'late'");
        Assert.DoesNotContain(ada.Events, text => text.Contains("late", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_may_read_again_follows_again_though_a_client_that_was_told_has_not_gone()
    {
        await using var shop = await PostgresShop.StartAsync(15, Schema, Options);
        await using var stuck = await OpenAsync(shop, "orders?select=id,status", "ada");
        await using var ada = await OpenAsync(shop, "orders?select=id,status", "ada");
        await shop.Lease.ExecuteAsync("UPDATE orders SET status = 'paid'");
        await stuck.UntilEventAsync("paid");
        await ada.UntilEventAsync("paid");
        await shop.Lease.ExecuteAsync($"REVOKE ALL (id, status) ON orders FROM {Role}");
        await ada.UntilEventAsync("42501");

        await shop.Lease.ExecuteAsync($"GRANT SELECT (id, status) ON orders TO {Role}");
        await using var again = await OpenAsync(shop, "orders?select=id,status", "ada");
        await again.UntilAsync("""{"id":1,"status":"paid"}""");
        await shop.Lease.ExecuteAsync("UPDATE orders SET status = 'sent'");
        await again.UntilAsync("""{"id":1,"status":"sent"}""");

        await stuck.UntilEventAsync("42501");
        Assert.DoesNotContain(stuck.Events, text => text.Contains("sent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row_security_that_is_switched_on_holds_for_who_follows_already()
    {
        await using var shop = await PostgresShop.StartAsync(18, Schema, Options);
        await using var ada = await OpenAsync(shop, "orders?select=id,status", "ada");
        await ada.UntilAsync("""{"id":1,"status":"open"}""");

        await shop.Lease.ExecuteAsync("ALTER TABLE orders ENABLE ROW LEVEL SECURITY");

        await ada.UntilAsync();
    }

    private static LiveRequest RequestOf(string query, string subject, JournalOffset? from = null) =>
        PostgresShop.Request(query, from) with
        {
            Session = new RequestSession(Role, IsAnonymous: false) { Claims = $$"""{"role":"{{Role}}","sub":"{{subject}}"}""" },
        };

    private static async Task<Following> OpenAsync(PostgresShop shop, string query, string subject)
    {
        var opened = await shop.Live.OpenAsync(RequestOf(query, subject), Token);
        Assert.True(opened.Accepted, $"{opened.Refusal?.Message} {opened.Refusal?.Details}");
        return new(opened.Value);
    }
}
