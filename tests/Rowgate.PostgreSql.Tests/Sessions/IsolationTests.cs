using System.Text.Json.Nodes;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Tests.Sessions;

/// <summary>What one request sets is there for itself, and never for another.</summary>
public sealed class IsolationTests
{
    private const string Schema = """
        DO $$ BEGIN CREATE ROLE iso_a; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        DO $$ BEGIN CREATE ROLE iso_b; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        DO $$ BEGIN CREATE ROLE iso_strict; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        CREATE VIEW me AS SELECT 1 AS id, current_user::text AS role, current_setting('request.jwt.claims', true) AS claims,
          current_setting('search_path') AS path, current_setting('TimeZone') AS zone,
          current_setting('request.method', true) AS method, current_setting('request.headers', true) AS headers,
          current_setting('request.cookies', true) AS cookies,
          current_setting('transaction_read_only') AS read_only, current_setting('statement_timeout') AS timeout,
          current_setting('app.settings.word', true) AS word, current_setting('transaction_isolation') AS isolation;
        CREATE TABLE notes(id int PRIMARY KEY, owner text, body text);
        INSERT INTO notes SELECT g, CASE WHEN g % 2 = 0 THEN 'iso_a' ELSE 'iso_b' END, 'note ' || g FROM generate_series(1, 100) g;
        ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON notes USING (owner = current_user AND current_setting('request.jwt.claims', true)::json->>'sub' = current_user);
        CREATE FUNCTION uid() RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting('request.jwt.claims', true)::json->>'sub' $$;
        CREATE TABLE closed(id int PRIMARY KEY);
        CREATE SCHEMA other;
        GRANT SELECT ON me, notes TO iso_a, iso_b, iso_strict;
        """;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_request_sees_all_that_is_set_for_it_and_the_next_sees_none_of_it(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Schema, options => options with
        {
            AppSettings = options.AppSettings.Add("app.settings.word", "hush"),
            Schemas = ["public", "other"],
        });
        var session = new RequestSession("iso_a", IsAnonymous: false)
        {
            Claims = """{"sub":"iso_a"}""",
            Schema = "other",
            TimeZone = "Europe/Berlin",
        };
        var untouched = """[{"role":"postgres","claims":null,"path":"\"public\"","method":null,"headers":null,"cookies":null,"read_only":"on","word":"hush"}]""";
        for (var round = 0; round < 20; round++)
        {
            var (method, cookies) = (round % 3) switch { 0 => ("GET", "{}"), 1 => ("HEAD", "{}"), _ => ("GET", """{"a":"b"}""") };
            Assert.Equal(
                $$"""[{"role":"iso_a","claims":"{\"sub\":\"iso_a\"}","path":"\"other\", \"public\"","zone":"Europe/Berlin","method":"{{method}}","headers":"{\"x\":\"y\"}","cookies":"{{cookies.Replace("\"", "\\\"", StringComparison.Ordinal)}}","read_only":"on"}]""",
                await gateway.ReadAsync("me?select=role,claims,path,zone,method,headers,cookies,read_only", session with { Facts = new Facts(method, cookies) }));

            // Settings of its own leave an empty text behind in PostgreSQL, where there was nothing before.
            var after = await gateway.ReadAsync("me?select=role,claims,path,method,headers,cookies,read_only,word");
            Assert.Equal(untouched, after.Replace(":\"\"", ":null", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Also_very_many_settings_are_set_and_the_client_s_time_zone_goes_before_that_of_the_role()
    {
        const int Count = 130;
        await using var gateway = await Gateway.OpenAsync(
            15,
            """
            DO $$ BEGIN CREATE ROLE iso_zone; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
            ALTER ROLE iso_zone SET timezone = 'Europe/Berlin';
            CREATE FUNCTION setting(name text) RETURNS text LANGUAGE sql STABLE AS $$ SELECT current_setting(name, true) $$;
            CREATE VIEW seen AS SELECT count(*) FILTER (WHERE setting('app.settings.n' || i) = i::text) AS settings, current_setting('TimeZone') AS zone
              FROM generate_series(1, 130) i;
            CREATE VIEW zone AS SELECT current_setting('TimeZone') AS zone;
            GRANT SELECT ON seen, zone TO iso_zone
            """,
            options => options with
            {
                AppSettings = options.AppSettings.AddRange(Enumerable.Range(1, Count).Select(i => KeyValuePair.Create($"app.settings.n{i}", $"{i}"))),
            });
        var role = new RequestSession("iso_zone", IsAnonymous: false);

        foreach (var view in (string[])["seen?select=zone", "zone?select=zone"])
        {
            Assert.Equal("""[{"zone":"Europe/Berlin"}]""", await gateway.ReadAsync(view, role));
            Assert.Equal("""[{"zone":"Asia/Tokyo"}]""", await gateway.ReadAsync(view, role with { TimeZone = "Asia/Tokyo" }));
        }

        Assert.Equal("""[{"settings":130}]""", await gateway.ReadAsync("seen?select=settings", role));
    }

    [Theory]
    [InlineData(15, "")]
    [InlineData(15, "ALTER POLICY own ON notes USING (owner = uid())")]
    [InlineData(18, "")]
    [InlineData(18, "ALTER POLICY own ON notes USING (owner = (SELECT uid()))")]
    public async Task Many_requests_at_once_each_have_their_own_role_also_between_errors_and_cancelled_ones(int version, string policy)
    {
        await using var gateway = await Gateway.OpenAsync(version, Schema + policy);
        var lookup = gateway.Plan("notes?select=id,owner&id=eq.1");
        var wrong = gateway.Plan("notes?select=id&id=eq.x");
        var list = gateway.Plan("notes?select=owner&limit=30");

        await Parallel.ForAsync(0, 32, TestContext.Current.CancellationToken, async (worker, cancellationToken) =>
        {
            for (var round = 0; round < 40; round++)
            {
                var role = (worker + round) % 2 == 0 ? "iso_a" : "iso_b";
                var session = new RequestSession(role, IsAnonymous: false) { Claims = $$"""{"sub":"{{role}}"}""" };
                switch ((worker + (round / 2)) % 5)
                {
                    case 0:
                        Assert.Equal("22P02", (await gateway.RunAsync(wrong, session: session)).Refusal!.Code.Text);
                        break;
                    case 1:
                        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
                        {
                            var reading = LeaveAsync(gateway, round % 2 == 0 ? list : lookup, session, stop.Token);
                            await stop.CancelAsync();
                            await reading;
                        }

                        break;
                    case 2:
                        Assert.Equal("42501", (await gateway.RunAsync(gateway.Plan("closed"), session: session)).Refusal!.Code.Text);
                        break;
                    case 3:
                        var rows = (await gateway.RunAsync(list, session: session)).Value!;
                        Assert.All(JsonNode.Parse($"[{rows}]")!.AsArray(), row => Assert.Equal(role, (string?)row!["owner"]));
                        Assert.Equal(30, JsonNode.Parse($"[{rows}]")!.AsArray().Count);
                        break;
                    default:
                        Assert.Equal(role == "iso_b" ? """{"id":1,"owner":"iso_b"}""" : "", (await gateway.RunAsync(lookup, session: session)).Value);
                        break;
                }
            }
        });

        Assert.Equal("""[{"role":"postgres"}]""", await gateway.ReadAsync("me?select=role"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_policy_that_the_catalog_does_not_know_yet_sees_who_asks(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, $"{Schema} CREATE TABLE open(id int PRIMARY KEY); INSERT INTO open VALUES (1); GRANT SELECT ON open TO iso_a");
        var session = new RequestSession("iso_a", IsAnonymous: false) { Claims = """{"sub":"ada"}""" };
        var lookup = gateway.Plan("open?id=eq.1");
        Assert.Equal("""{"id":1}""", (await gateway.RunAsync(lookup, session: session)).Value);

        await gateway.Lease.ExecuteAsync("""
            ALTER TABLE open ENABLE ROW LEVEL SECURITY;
            CREATE POLICY p ON open USING (current_setting('request.jwt.claims', true)::json->>'sub' = 'ada')
            """);

        Assert.Equal("""{"id":1}""", (await gateway.RunAsync(lookup, session: session)).Value);
        Assert.Equal("", (await gateway.RunAsync(lookup, session: session with { Claims = """{"sub":"eve"}""" })).Value);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task The_settings_and_the_isolation_level_of_a_role_hold_for_its_requests_only(int version)
    {
        await using var gateway = await Gateway.OpenAsync(
            version,
            Schema + "ALTER ROLE iso_strict SET statement_timeout = '1234ms'; ALTER ROLE iso_strict SET default_transaction_isolation = 'serializable';");

        var strict = await gateway.ReadAsync("me?select=timeout,isolation", new RequestSession("iso_strict", IsAnonymous: false));
        var other = await gateway.ReadAsync("me?select=timeout,isolation");

        Assert.Equal("""[{"timeout":"1234ms","isolation":"serializable"}]""", strict);
        Assert.Equal("""[{"timeout":"30s","isolation":"read committed"}]""", other);
    }

    [Fact]
    public async Task A_function_before_the_request_may_stop_it_or_set_headers()
    {
        await using var gateway = await Gateway.OpenAsync(
            15,
            Schema + """
            CREATE FUNCTION gate() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
              IF current_user = 'iso_b' THEN RAISE SQLSTATE 'PT402' USING MESSAGE = 'Payment Required', HINT = 'Pay'; END IF;
              PERFORM set_config('response.headers', '[{"X-Seen":"yes"}]', true), set_config('response.status', '203', true);
            END $$;
            """,
            options => options with { PreRequest = "public.gate" });
        var outcome = await gateway.Database.ReadAsync(
            gateway.Plan("me?select=role"), default, new RequestSession("iso_a", false), TestContext.Current.CancellationToken);
        await using var rows = outcome.Value!;
        await rows.NextAsync(TestContext.Current.CancellationToken);

        Assert.Equal(203, rows.Response!.Status);
        Assert.Equal([("X-Seen", "yes")], rows.Response.Headers);
        var refusal = await gateway.RefusalAsync("me?select=role", new RequestSession("iso_b", false));
        Assert.Equal(("PT402", 402, "Pay"), (refusal.Code.Text, refusal.Code.HttpStatus, refusal.Hint));
    }

    private static async Task LeaveAsync(
        Gateway gateway, Rowgate.Core.Query.Plans.ReadPlan plan, RequestSession session, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await gateway.Database.ReadAsync(plan, default, session, cancellationToken);
            if (!outcome.Accepted)
                return;
            await using var rows = outcome.Value;
            await rows.NextAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // As a client that goes away.
        }
    }

    private sealed class Facts(string method, string cookies) : RequestFacts
    {
        public override string Method => method;

        public override string Path => "/me";

        public override string Headers => """{"x":"y"}""";

        public override string Cookies => cookies;
    }
}
