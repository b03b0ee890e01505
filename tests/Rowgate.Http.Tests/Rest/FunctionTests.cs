using System.Net;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.Http.Tests.Fakes;

namespace Rowgate.Http.Tests.Rest;

public sealed class FunctionTests
{
    [Theory]
    [InlineData("GET rpc/add?a=2&b=3", null, "text")]
    [InlineData("POST rpc/add", """{"a":2,"b":3}""", "json")]
    [InlineData("POST rpc/add?columns=a,b", """{"a":2,"b":3,"c":4}""", "json")]
    public async Task Arguments_stand_in_the_URL_or_in_the_body(string request, string? body, string kind)
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.Rows = new[] { "5" };
        using var response = await server.SendAsync(request, body);
        Assert.Equal("5", await response.TextAsync());
        Assert.Equal("0-0/*", response.Header("Content-Range"));
        var arguments = server.Database.Call!.Arguments;
        var names = kind == "text"
            ? Assert.IsType<TextArguments>(arguments).Given.Select(given => given.Parameter.Name)
            : Assert.IsType<JsonArguments>(arguments).Given.Select(given => given.Name);
        Assert.Equal(["a", "b"], names);
    }

    [Fact]
    public async Task A_variadic_argument_takes_all_values_and_any_other_the_last()
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.Rows = new[] { "\"x\"" };
        await server.SendAsync("GET rpc/joined?parts=a&parts=b");
        Assert.Equal(["a", "b"], Assert.IsType<TextArguments>(server.Database.Call!.Arguments).Given[0].Values);
        await server.SendAsync("GET rpc/greet?name=a&name=b");
        Assert.Equal(["b"], Assert.IsType<TextArguments>(server.Database.Call!.Arguments).Given[0].Values);
    }

    [Fact]
    public async Task The_whole_body_is_the_only_unnamed_argument()
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.Rows = new[] { "5" };
        await server.SendAsync("POST rpc/whole", "[1,2]");
        Assert.Equal("[1,2]"u8.ToArray(), Assert.IsType<BodyArgument>(server.Database.Call!.Arguments).Content.ToArray());
        await server.SendAsync("POST rpc/bytes", "\u0001", "Content-Type: application/octet-stream");
        Assert.Equal(new byte[] { 1 }, Assert.IsType<BodyArgument>(server.Database.Call!.Arguments).Content.ToArray());
    }

    [Theory]
    [InlineData("GET rpc/nothing", true)]
    [InlineData("POST rpc/nothing", false)]
    [InlineData("POST rpc/greet", true)]
    public async Task Method_and_promise_decide_whether_a_call_may_write(string request, bool isReadOnly)
    {
        await using var server = await FakeServer.StartAsync();
        await server.SendAsync(request, request.StartsWith("POST", StringComparison.Ordinal) ? "{}" : null);
        Assert.Equal(isReadOnly, server.Database.Call!.IsReadOnly);
    }

    [Fact]
    public async Task A_function_that_returns_nothing_answers_nothing()
    {
        await using var server = await FakeServer.StartAsync();
        using var response = await server.SendAsync("POST rpc/nothing", "{}");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Null(response.Header("Content-Type"));
    }

    [Theory]
    [InlineData("GET rpc/numbers", "[1,2]", "0-1/*")]
    [InlineData("GET rpc/person", "1,2", "0-1/*")]
    public async Task Only_a_set_has_brackets_around(string request, string text, string range)
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.Rows = new[] { "1", "2" };
        using var response = await server.SendAsync(request);
        Assert.Equal(text, await response.TextAsync());
        Assert.Equal(range, response.Header("Content-Range"));
    }

    [Fact]
    public async Task Rows_of_a_call_are_counted_and_paged()
    {
        await using var server = await FakeServer.StartAsync();
        (server.Database.Rows, server.Database.Total) = (new[] { """{"id":2}""" }, 3);
        using var response = await server.SendAsync("GET rpc/everybody?select=id&limit=1&offset=1", null, "Prefer: count=exact");
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("1-1/3", response.Header("Content-Range"));
        Assert.Equal(CountMethod.Exact, server.Database.Options.Count);
        Assert.Equal((1, 1), (server.Database.Call!.Limit, server.Database.Call.Offset));
        await server.SendAsync("GET rpc/everybody", null, "Prefer: count=planned");
        Assert.Equal(CountMethod.None, server.Database.Options.Count);
    }

    [Fact]
    public async Task A_HEAD_counts_and_sends_nothing()
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.Rows = new[] { "1", "2" };
        using var response = await server.SendAsync("HEAD rpc/numbers");
        Assert.Equal("0-1/*", response.Header("Content-Range"));
        Assert.Equal("application/json; charset=utf-8", response.Header("Content-Type"));
        Assert.Equal("", await response.TextAsync());
    }

    [Fact]
    public async Task A_limit_of_affected_rows_needs_a_set()
    {
        await using var server = await FakeServer.StartAsync();
        using var single = await server.SendAsync("POST rpc/hire", "{}", "Prefer: handling=strict, max-affected=1");
        Assert.Equal("PGRST128", await single.CodeAsync());
        Assert.Null(server.Database.Call);
        using var set = await server.SendAsync("POST rpc/numbers", "{}", "Prefer: handling=strict, max-affected=1");
        Assert.Equal("handling=strict, max-affected=1", set.Header("Preference-Applied"));
        Assert.Equal(1, server.Database.Call!.AffectedMax);
    }

    [Theory]
    [InlineData("OPTIONS rpc/greet", "OPTIONS,GET,HEAD,POST")]
    [InlineData("OPTIONS rpc/add", "OPTIONS,GET,HEAD,POST")]
    [InlineData("OPTIONS rpc/hire", "OPTIONS,POST")]
    public async Task Options_tell_how_a_function_is_called(string request, string allow)
    {
        await using var server = await FakeServer.StartAsync();
        using var response = await server.SendAsync(request);
        Assert.Equal(allow, response.Header("Allow"));
    }

    [Theory]
    [InlineData("PUT rpc/add", 405, "PGRST101")]
    [InlineData("OPTIONS rpc/none", 404, "PGRST202")]
    [InlineData("GET rpc/none", 404, "PGRST202")]
    [InlineData("GET rpc/", 404, "PGRST125")]
    [InlineData("GET rpc/add/x", 404, "PGRST125")]
    [InlineData("GET rpc/numbers?order=up.down", 400, "PGRST100")]
    public async Task What_cannot_be_called_is_refused(string request, int status, string code)
    {
        await using var server = await FakeServer.StartAsync();
        using var response = await server.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, await response.CodeAsync());
    }

    [Fact]
    public async Task An_array_of_differing_objects_holds_no_arguments()
    {
        await using var server = await FakeServer.StartAsync();
        using var response = await server.SendAsync("POST rpc/add", """[{"a":1},{"b":2}]""");
        Assert.Equal("PGRST102", await response.CodeAsync());
    }

    [Fact]
    public async Task A_refusal_of_the_database_goes_out_with_what_SQL_wants_of_it()
    {
        await using var server = await FakeServer.StartAsync();
        server.Database.Rows = new Refusal(new RefusalCode("PT418", 418), "I am a teapot")
        {
            Raised = new("Short and stout", [("X-Kind", "pot"), ("Bad Name", "x"), ("X-Line", "a\r\nb")]),
        };
        using var response = await server.SendAsync("POST rpc/nothing", "{}");
        Assert.Equal(418, (int)response.StatusCode);
        Assert.Equal("Short and stout", response.ReasonPhrase);
        Assert.Equal("pot", response.Header("X-Kind"));
        Assert.Equal("a??b", response.Header("X-Line"));
        Assert.Equal("Rowgate; error=PT418", response.Header("Proxy-Status"));
    }

    [Fact]
    public async Task A_function_can_stand_at_the_root()
    {
        await using var server = await FakeServer.StartAsync(options => options.RootSpec = "greet");
        server.Database.Rows = new[] { "\"hello\"" };
        using var response = await server.SendAsync("GET ");
        Assert.Equal("\"hello\"", await response.TextAsync());
        Assert.Equal("greet", server.Database.Call!.Function.Name.Name);
    }
}
