using Rowgate.Access.Identity;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.Http.Configuration;
using Rowgate.Http.Tests.Fakes;

namespace Rowgate.Http.Tests.Rest;

public sealed class SessionTests
{
    [Fact]
    public async Task SQL_can_see_the_request()
    {
        await using var server = await FakeServer.StartAsync();
        using var response = await server.SendAsync("GET people", null, "X-Colour: blue", "Cookie: a=1; b=2");
        var (method, path, headers, cookies) = server.Database.Facts!.Value;
        Assert.Equal(("GET", "/people"), (method, path));
        Assert.Contains("\"x-colour\":\"blue\"", headers, StringComparison.Ordinal);
        Assert.DoesNotContain("cookie", headers, StringComparison.Ordinal);
        Assert.Equal("""{"a":"1","b":"2"}""", cookies);
    }

    [Theory]
    [InlineData("GET widgets", "Accept-Profile: side", null)]
    [InlineData("POST rpc/widget_count", "Content-Profile: side", "{}")]
    [InlineData("GET rpc/widget_count", "Accept-Profile: side", null)]
    public async Task A_profile_chooses_the_schema(string request, string profile, string? body)
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.Rows = new[] { "1" };
        using var response = await server.SendAsync(request, body, profile);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("side", response.Header("Content-Profile"));
        Assert.Equal("side", server.Database.Session!.Schema);
    }

    [Fact]
    public async Task Without_a_profile_the_first_schema_is_meant_and_named()
    {
        await using var server = await FakeServer.StartAsync();
        using var response = await server.SendAsync("GET people");
        Assert.Equal("main", response.Header("Content-Profile"));
        Assert.Null(server.Database.Session!.Schema);
        using var other = await server.SendAsync("GET people", null, "Accept-Profile: pg_catalog");
        Assert.Equal("PGRST106", await other.CodeAsync());
    }

    [Theory]
    [InlineData("Prefer: timezone=Europe/Zurich", 200, "timezone=Europe/Zurich")]
    [InlineData("Prefer: timezone=Jupiter/Spot", 200, null)]
    [InlineData("Prefer: timezone=../../etc/passwd", 200, null)]
    [InlineData("Prefer: handling=strict, timezone=Jupiter/Spot", 400, null)]
    public async Task A_time_zone_that_is_known_is_passed_on(string prefer, int status, string? applied)
    {
        await using var server = await FakeServer.StartAsync();
        using var response = await server.SendAsync("GET people", null, prefer);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(applied, response.Header("Preference-Applied"));
        if (status == 200)
            Assert.Equal(applied?["timezone=".Length..], server.Database.Session!.TimeZone);
    }

    [Theory]
    [InlineData("count=exact", CountMethod.Exact)]
    [InlineData("count=planned", CountMethod.Planned)]
    [InlineData("count=estimated", CountMethod.Estimated)]
    [InlineData("count=never", CountMethod.None)]
    public async Task How_to_count_is_passed_on(string prefer, CountMethod method)
    {
        await using var server = await FakeServer.StartAsync();
        await server.SendAsync("GET people", null, "Prefer: " + prefer);
        Assert.Equal(method, server.Database.Options.Count);
    }

    [Theory]
    [InlineData(TransactionEnd.Commit, "rollback", false, null)]
    [InlineData(TransactionEnd.CommitAllowOverride, "rollback", true, "tx=rollback")]
    [InlineData(TransactionEnd.CommitAllowOverride, "commit", false, "tx=commit")]
    [InlineData(TransactionEnd.Rollback, "commit", true, null)]
    [InlineData(TransactionEnd.RollbackAllowOverride, "commit", false, "tx=commit")]
    [InlineData(TransactionEnd.RollbackAllowOverride, "none", true, null)]
    public async Task The_end_of_a_transaction_is_configured(TransactionEnd end, string wish, bool isRolledBack, string? applied)
    {
        await using var server = await FakeServer.StartAsync(options => options.TransactionEnd = end);
        using var response = await server.SendAsync("DELETE people?id=eq.1", null, $"Prefer: tx={wish}");
        Assert.Equal(isRolledBack, server.Database.Written!.IsRolledBack);
        Assert.Equal(applied, response.Header("Preference-Applied"));
        await server.SendAsync("POST rpc/nothing", "{}", $"Prefer: tx={wish}");
        Assert.Equal(isRolledBack, server.Database.Call!.IsRolledBack);
    }

    [Fact]
    public async Task SQL_has_its_say_in_status_and_headers()
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.Rows = new[] { "{}" };
        server.Database.Wishes = new(202, [("Content-Type", "application/hal+json"), ("Set-Cookie", "a=1"), ("set-cookie", "b=2")]);
        foreach (var (request, body) in new[] { ("GET people", null), ("DELETE people?id=eq.1", null), ("POST rpc/greet", "{}"), ("HEAD people", null) })
        {
            using var response = await server.SendAsync(request, body, "Prefer: return=representation");
            Assert.Equal(202, (int)response.StatusCode);
            Assert.Equal("application/hal+json", response.Header("Content-Type"));
            Assert.Equal(["a=1", "b=2"], response.Headers.GetValues("Set-Cookie"));
        }
    }

    [Fact]
    public async Task Before_the_schema_was_read_nothing_is_planned()
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.WhyNotReady = new(new RefusalCode("PGRST002", 503), "Could not query the database for the schema cache. Retrying.");
        foreach (var request in new[] { "GET people", "GET rpc/none", "GET " })
        {
            using var response = await server.SendAsync(request);
            Assert.Equal("PGRST002", await response.CodeAsync());
            Assert.Equal("1", response.Header("Retry-After"));
        }
    }

    [Theory]
    [InlineData("GET nobody_knows")]
    [InlineData("GET people?select=nobody_knows")]
    [InlineData("POST nobody_knows")]
    [InlineData("POST rpc/nobody_knows")]
    public async Task A_schema_that_cannot_be_looked_at_again_is_a_database_that_is_away(string request)
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.WhyNotRefreshed = new("Failed to connect to 10.0.0.7:5432", "Look at the address.", isTransient: true);
        using var response = await server.SendAsync(request, request[0] == 'P' ? "{}" : null);
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal("PGRST000", await response.CodeAsync());
        Assert.Equal("2", response.Header("Retry-After"));
        Assert.DoesNotContain("10.0.0.7", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_is_found_out_before_anything_else()
    {
        var identity = new IdentityOptions { Secret = "a-secret-that-is-long-enough-for-hmac-256", UsesDatabaseRoles = true };
        await using var server = await FakeServer.StartAsync(identity: identity);
        server.Database.WhyNotReady = new(new RefusalCode("PGRST002", 503), "Not yet");
        foreach (var request in new[] { "GET a/b/c", "GET people", "GET rpc/none", "BREW people" })
        {
            using var nobody = await server.SendAsync(request);
            Assert.Equal("PGRST302", await nobody.CodeAsync());
            Assert.Equal("Bearer", nobody.Header("WWW-Authenticate"));
            using var forged = await server.SendAsync(request, null, "Authorization: Bearer a.b.c");
            Assert.Equal("PGRST301", await forged.CodeAsync());
            Assert.StartsWith("Bearer error=\"invalid_token\"", forged.Header("WWW-Authenticate"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Times_and_traces_are_told_when_that_is_on()
    {
        await using var server = await FakeServer.StartAsync(options => (options.ServerTimingEnabled, options.TraceHeader) = (true, "X-Request-Id"));
        using var response = await server.SendAsync("GET people", null, "X-Request-Id: 42");
        Assert.Equal("42", response.Header("X-Request-Id"));
        Assert.Matches(
            @"^jwt;dur=[0-9.]+, parse;dur=[0-9.]+, plan;dur=[0-9.]+, transaction;dur=[0-9.]+, response;dur=[0-9.]+$", response.Header("Server-Timing")!);
        using var refused = await server.SendAsync("GET none", null, "X-Request-Id: 43");
        Assert.Equal("43", refused.Header("X-Request-Id"));
    }

    [Fact]
    public async Task Errors_can_be_terse()
    {
        await using var server = await FakeServer.StartAsync(options => options.ErrorVerbosity = ErrorVerbosity.Minimal);
        using var response = await server.SendAsync("GET peple");
        var body = (await response.JsonAsync()).AsObject();
        Assert.Equal(["code", "message"], body.Select(member => member.Key));
    }
}
