using Rowgate.Databases;

namespace Rowgate.PostgreSql.Tests.Reading;

/// <summary>Functions of the database may do anything: what they set for their session is there for nobody else, and what they
/// want of the response is heard.</summary>
public sealed class CodeUseTests
{
    private const string Schema = """
        DO $$ BEGIN CREATE ROLE code_reader; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        CREATE FUNCTION leak() RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN
          PERFORM set_config('leak.it', 'leaked', false), set_config('response.headers', '[{"X-Leak":"yes"}]', true);
          RETURN current_setting('default_transaction_read_only'); END $$;
        CREATE TABLE item(id int PRIMARY KEY);
        INSERT INTO item SELECT generate_series(1, 9);
        CREATE TABLE plain(id int PRIMARY KEY REFERENCES item);
        INSERT INTO plain VALUES (1);
        CREATE VIEW clean AS SELECT id, current_setting('leak.it', true) AS it, current_setting('default_transaction_read_only') AS shared FROM item;
        CREATE VIEW by_function AS SELECT id, leak() AS shared FROM item;
        CREATE VIEW above AS SELECT * FROM by_function;
        CREATE VIEW by_setting AS SELECT id, set_config('leak.it', 'leaked', false) AS it, current_setting('default_transaction_read_only') AS shared FROM item;
        CREATE TABLE by_policy(id int PRIMARY KEY REFERENCES item);
        INSERT INTO by_policy VALUES (1);
        ALTER TABLE by_policy ENABLE ROW LEVEL SECURITY;
        CREATE POLICY p ON by_policy USING (leak() = 'off');
        CREATE TABLE by_policy_of_another(id int PRIMARY KEY);
        INSERT INTO by_policy_of_another VALUES (1);
        ALTER TABLE by_policy_of_another ENABLE ROW LEVEL SECURITY;
        CREATE POLICY p ON by_policy_of_another USING (EXISTS (SELECT FROM by_policy b WHERE b.id = by_policy_of_another.id));
        CREATE TABLE by_index(id int PRIMARY KEY, name text);
        CREATE FUNCTION fixed() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT 'x' $$;
        CREATE INDEX ON by_index((fixed()));
        CREATE TYPE money2 AS (amount int);
        CREATE FUNCTION shown(m money2) RETURNS json LANGUAGE plpgsql AS $$ BEGIN RETURN to_json(leak()); END $$;
        CREATE CAST (money2 AS json) WITH FUNCTION shown(money2);
        CREATE TABLE by_type(id int PRIMARY KEY, cost money2, costs money2[]);
        INSERT INTO by_type VALUES (1, ROW(1), NULL);
        CREATE TABLE left_side(id int PRIMARY KEY);
        CREATE TABLE right_side(id int PRIMARY KEY);
        CREATE TABLE by_junction(l int REFERENCES left_side, r int REFERENCES right_side, PRIMARY KEY (l, r));
        ALTER TABLE by_junction ENABLE ROW LEVEL SECURITY;
        CREATE POLICY p ON by_junction USING (leak() = 'off');
        INSERT INTO left_side VALUES (1); INSERT INTO right_side VALUES (1); INSERT INTO by_junction VALUES (1, 1);
        CREATE FUNCTION computed(i item) RETURNS text LANGUAGE sql STABLE AS $$ SELECT leak() $$;
        CREATE FUNCTION related(i item) RETURNS SETOF plain ROWS 1 LANGUAGE sql STABLE AS $$ SELECT * FROM plain WHERE leak() = 'off' AND id = i.id $$;
        CREATE MATERIALIZED VIEW stored AS SELECT id, leak() AS x FROM item;
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO code_reader;
        """;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Relations_that_run_code_are_known(int version)
    {
        await using var gateway = await Gateway.OpenAsync(version, Schema);

        Assert.Equal(
            ["above", "by_function", "by_index", "by_junction", "by_policy", "by_policy_of_another", "by_setting", "by_type"],
            gateway.Database.Catalog.Relations.Where(relation => relation.RunsCode).Select(relation => relation.Name.Name).Order(StringComparer.Ordinal));

        await gateway.Lease.ExecuteAsync(
            "CREATE FUNCTION near(item, int) RETURNS boolean LANGUAGE sql AS 'SELECT true'; CREATE OPERATOR <<>> (LEFTARG = item, RIGHTARG = int, FUNCTION = near)");
        await gateway.Database.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.All(gateway.Database.Catalog.Relations, relation => Assert.True(relation.RunsCode));
    }

    [Theory]
    [InlineData("STABLE AS $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid; $$", false)]
    [InlineData(
        """
        STABLE SET search_path = '' AS $$
          select
          coalesce(
            nullif(current_setting('request.jwt.claim.sub', true), ''),
            (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
          )::uuid
        $$
        """,
        false)]
    [InlineData("STABLE AS $$ SELECT (current_setting('request.jwt.claims')::json -> 'a' ->> 'b')::UUID $$", false)]
    [InlineData("IMMUTABLE AS $$ SELECT current_setting('a.b')::uuid $$", true)]
    [InlineData("AS $$ SELECT current_setting('a.b')::uuid $$", true)]
    [InlineData("STABLE SECURITY DEFINER AS $$ SELECT current_setting('a.b')::uuid $$", true)]
    [InlineData("STABLE SET search_path = public AS $$ SELECT current_setting('a.b')::uuid $$", true)]
    [InlineData("STABLE AS $$ SELECT set_config('a.b', 'c', false)::uuid $$", true)]
    [InlineData("STABLE AS $$ SELECT current_setting('a.b')::uuid FROM item $$", true)]
    [InlineData("STABLE AS $$ SELECT \"set_config\"('a.b', 'c', false)::uuid $$", true)]
    [InlineData("STABLE AS $$ SELECT current_setting(set_config('a.b', 'c', false))::uuid $$", true)]
    [InlineData("STABLE AS $$ SELECT current_setting('it''s')::uuid /* ' */ $$", true)]
    [InlineData("STABLE AS $$ SELECT current_setting(e'\\'')::uuid $$", true)]
    [InlineData("STABLE RETURN set_config('a.b', 'c', false)::pg_catalog.uuid", true)]
    [InlineData("STABLE AS $$ SELECT current_setting('a.b')::uuid $$; CREATE FUNCTION public.current_setting(text) RETURNS text LANGUAGE sql AS 'SELECT leak()'", true)]
    [InlineData("STABLE AS $$ SELECT current_setting('a.b')::uuid $$; CREATE DOMAIN public.uuid AS pg_catalog.uuid", true)]
    [InlineData("STABLE AS $$ SELECT current_setting('a.b')::uuid $$; CREATE FUNCTION cast_by(text) RETURNS uuid LANGUAGE plpgsql AS 'BEGIN PERFORM leak(); END'; CREATE CAST (text AS uuid) WITH FUNCTION cast_by(text)", true)]
    public async Task A_function_that_only_looks_up_claims_is_no_such_code(string uid, bool runsCode)
    {
        await using var gateway = await Gateway.OpenAsync(15, $"""
            {Schema}
            CREATE FUNCTION uid() RETURNS pg_catalog.uuid LANGUAGE sql {uid};
            CREATE TABLE note(id int PRIMARY KEY, owner pg_catalog.uuid);
            ALTER TABLE note ENABLE ROW LEVEL SECURITY;
            CREATE POLICY own ON note USING (owner = (SELECT uid()));
            """);

        Assert.Equal(runsCode, gateway.Database.Catalog.Relations.Single(relation => relation.Name.Name == "note").RunsCode);
    }

    [Fact]
    public async Task A_function_whose_result_is_checked_by_such_code_is_such_code()
    {
        await using var gateway = await Gateway.OpenAsync(15, $"""
            {Schema}
            CREATE DOMAIN checked AS text CHECK (leak() = 'off');
            CREATE FUNCTION uid() RETURNS checked LANGUAGE sql STABLE AS $$ SELECT current_setting('a.b') $$;
            CREATE TABLE note(id int PRIMARY KEY, owner text);
            ALTER TABLE note ENABLE ROW LEVEL SECURITY;
            CREATE POLICY own ON note USING (owner = uid());
            """);

        Assert.True(gateway.Database.Catalog.Relations.Single(relation => relation.Name.Name == "note").RunsCode);
    }

    [Theory]
    [InlineData("by_function?id=eq.1", """[{"id":1,"shared":"off"}]""")]
    [InlineData("above?id=eq.1", """[{"id":1,"shared":"off"}]""")]
    [InlineData("by_setting?id=eq.1&select=shared", """[{"shared":"off"}]""")]
    [InlineData("by_policy?id=eq.1", """[{"id":1}]""")]
    [InlineData("by_policy_of_another?id=eq.1", """[{"id":1}]""")]
    [InlineData("left_side?id=eq.1&select=id,right_side(id)", """[{"id":1,"right_side":[{"id":1}]}]""")]
    [InlineData("item?id=eq.1&select=computed", """[{"computed":"off"}]""")]
    [InlineData("item?id=eq.1&computed=eq.off&select=id", """[{"id":1}]""")]
    [InlineData("item?id=eq.1&select=id&order=computed", """[{"id":1}]""")]
    [InlineData("item?id=eq.1&select=id,related(id)", """[{"id":1,"related":{"id":1}}]""")]
    [InlineData("item?id=eq.1&select=id,related!inner()", """[{"id":1}]""")]
    public async Task What_code_sets_for_its_session_is_there_for_nobody_else(string query, string expected)
    {
        await using var gateway = await Gateway.OpenAsync(15, Schema);
        var session = new RequestSession("code_reader", IsAnonymous: false);

        // Often enough that every statement which may share a connection does.
        for (var round = 0; round < 40; round++)
        {
            Assert.Equal(expected, await gateway.ReadAsync(query, session));
            await gateway.ReadAsync("clean?id=eq.1", session);
        }

        await Parallel.ForAsync(0, 16, TestContext.Current.CancellationToken, async (_, _) =>
            Assert.Equal("""[{"id":1,"it":null,"shared":"on"}]""", await gateway.ReadAsync("clean?id=eq.1", session)));
    }

    [Theory]
    [InlineData("by_function?id=eq.1", 1)]
    [InlineData("by_policy", 1)]
    [InlineData("item?select=computed&limit=2", 2)]
    [InlineData("by_function?id=eq.77", 0)]
    public async Task What_code_wants_of_the_response_is_known_with_the_first_rows(string query, int count)
    {
        await using var gateway = await Gateway.OpenAsync(15, Schema);
        var outcome = await gateway.Database.ReadAsync(
            gateway.Plan(query), default, new RequestSession("code_reader", false), TestContext.Current.CancellationToken);
        await using var rows = outcome.Value!;

        Assert.Equal(count, (await rows.NextAsync(TestContext.Current.CancellationToken)).Value.Count);

        Assert.Equal(count > 0 ? [("X-Leak", "yes")] : null, rows.Response?.Headers);
    }

    [Fact]
    public async Task A_large_result_is_whole_before_its_first_rows_are_shown_when_code_may_still_want_something()
    {
        await using var gateway = await Gateway.OpenAsync(15, """
            CREATE FUNCTION late(i int) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
              IF i = 100000 THEN PERFORM set_config('response.status', '299', true); END IF;
              RETURN repeat('x', 100); END $$;
            CREATE VIEW large AS SELECT i AS id, late(i) AS text FROM generate_series(1, 100000) i;
            CREATE VIEW wrong AS SELECT i AS id, late(i), set_config('response.headers', 'no json', true) AS x FROM generate_series(1, 20000) i;
            """);
        var outcome = await gateway.Database.ReadAsync(gateway.Plan("large"), default, RequestSession.Own, TestContext.Current.CancellationToken);
        await using var rows = outcome.Value!;
        var count = 0;
        for (var batch = await rows.NextAsync(TestContext.Current.CancellationToken); batch.Value.Count > 0; batch = await rows.NextAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal(299, rows.Response?.Status);
            count += batch.Value.Count;
        }

        Assert.Equal(100_000, count);
        Assert.Equal("PGRST111", (await gateway.RefusalAsync("wrong")).Code.Text);
    }
}
