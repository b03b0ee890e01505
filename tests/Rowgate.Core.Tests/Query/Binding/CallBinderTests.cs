using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Tests.Query.Binding;

public sealed class CallBinderTests
{
    private static readonly Relation Pair = new(Name("pair"), RelationKind.View,
    [
        new() { Name = "a", Ordinal = 0, Type = new("integer", ValueKind.Integer) },
        new() { Name = "b", Ordinal = 1, Type = new("text", ValueKind.Text) },
    ]);

    private static readonly DatabaseCatalog Catalog = new(1, SampleCatalog.Shop.Relations)
    {
        Functions =
        [
            Define("now", ""),
            Define("add", "a:integer b:integer"),
            Define("greet", "name:text greeting:text?"),
            Define("greet", "name:text greeting:text? loudly:boolean?"),
            Define("options", "a:integer? b:integer?"),
            Define("store", ":json"),
            Define("store", "key:text value:text"),
            Define("picture", ":bytea"),
            Define("note", ":text"),
            Define("page", ":xml"),
            Define("many", ":json"),
            Define("many", ":jsonb"),
            Define("overloaded", "") with { Result = new(IsSet: true, null, SampleCatalog.Find("orders")) },
            Define("overloaded", "id:integer"),
            Define("orders_of", "customer:integer") with { Result = new(IsSet: true, null, SampleCatalog.Find("orders")) },
            Define("newest", "") with { Result = new(IsSet: false, null, SampleCatalog.Find("orders")) },
            Define("pair", "") with { Result = new(IsSet: true, null, Pair) },
            Define("orders", "") with { Result = new(IsSet: true, null, new(Name("orders"), RelationKind.View, Pair.Columns)) },
            Define("anything", "") with { Result = new(IsSet: true, null, new(Name("anything"), RelationKind.View, [])) },
            Define("nothing", "") with { Result = new(IsSet: false, null, null) },
        ],
    };

    [Theory]
    [InlineData("now", "", CallContent.None, "now()")]
    [InlineData("now", "", CallContent.Json, "now()")]
    [InlineData("add", "b a", CallContent.None, "add(a,b)")]
    [InlineData("options", "", CallContent.Json, "options(a,b)")]
    [InlineData("options", "b", CallContent.Form, "options(a,b)")]
    [InlineData("greet", "name loudly", CallContent.Json, "greet(name,greeting,loudly)")]
    [InlineData("overloaded", "id", CallContent.None, "overloaded(id)")]
    [InlineData("overloaded", "", CallContent.None, "overloaded()")]
    [InlineData("store", "key value", CallContent.Json, "store(key,value)")]
    [InlineData("store", "other", CallContent.Json, "store() body")]
    [InlineData("store", "", CallContent.Json, "store() body")]
    [InlineData("picture", "", CallContent.Octets, "picture() body")]
    [InlineData("note", "", CallContent.Text, "note() body")]
    [InlineData("page", "", CallContent.Xml, "page() body")]
    public void Arguments_choose_the_overload(string name, string arguments, CallContent content, string expected)
    {
        var call = Bind(name, arguments, content).Value!;
        Assert.Equal(
            expected,
            $"{call.Function.Name.Name}({string.Join(',', call.Function.Parameters.Select(parameter => parameter.Name))})"
                + (call.TakesBody ? " body" : ""));
    }

    [Theory]
    [InlineData("add", "a", CallContent.None, "add(a)", " with parameter a", "add(a, b)")]
    [InlineData("add", "b a c", CallContent.Json, "add(a, b, c)", " with parameters a, b, c or with a single unnamed json/jsonb parameter", "add(a, b)")]
    [InlineData("add", "", CallContent.Form, "add without parameters", " without parameters", "add(a, b)")]
    [InlineData("ad", "", CallContent.None, "ad without parameters", " without parameters", "add")]
    [InlineData("nowhere", "", CallContent.None, "nowhere without parameters", " without parameters", null)]
    [InlineData("now", "", CallContent.Text, "now", " with a single unnamed text parameter", null)]
    [InlineData("note", "", CallContent.Octets, "note", " with a single unnamed bytea parameter", null)]
    [InlineData("picture", "", CallContent.Json, "picture without parameters", " without parameters or with a single unnamed json/jsonb parameter", "picture()")]
    public void No_function_is_refused_as_PostgREST_words_it(
        string name, string arguments, CallContent content, string shown, string searched, string? hint)
    {
        var refusal = Bind(name, arguments, content).Refusal!;
        Assert.Equal(("PGRST202", 404), (refusal.Code.Text, refusal.Code.HttpStatus));
        Assert.Equal($"Could not find the function main.{shown} in the schema cache", refusal.Message);
        Assert.Equal($"Searched for the function main.{name}{searched}, but no matches were found in the schema cache.", refusal.Details);
        Assert.Equal(hint is null ? null : $"Perhaps you meant to call the function main.{hint}", refusal.Hint);
    }

    [Theory]
    [InlineData("greet", "name", CallContent.None, "main.greet(name => text, greeting => text), main.greet(name => text, greeting => text, loudly => boolean)")]
    [InlineData("many", "", CallContent.Json, "main.many( => json), main.many( => jsonb)")]
    public void Several_functions_are_refused_with_their_signatures(string name, string arguments, CallContent content, string signatures)
    {
        var refusal = Bind(name, arguments, content).Refusal!;
        Assert.Equal(("PGRST203", 300), (refusal.Code.Text, refusal.Code.HttpStatus));
        Assert.Equal($"Could not choose the best candidate function between: {signatures}", refusal.Message);
        Assert.Equal(
            "Try renaming the parameters or the function itself in the database so function overloading can be resolved", refusal.Hint);
    }

    [Fact]
    public void The_rows_of_a_relation_are_queried_like_the_relation()
    {
        var call = Bind("orders_of", "customer", CallContent.Json, "select=id,customers(name)&status=eq.open&order=id&limit=5&offset=2").Value!;
        Assert.Equal("customers", call.Result!.Embeds.Single().Relationship.Target.Name);
        Assert.NotNull(call.Result.Filter);
        Assert.Equal((5, 2, 5, 2), (call.Result.Limit, call.Result.Offset, call.Limit, call.Offset));
    }

    [Fact]
    public void Unnamed_rows_have_columns_but_no_relationships()
    {
        Assert.Equal("b", Assert.Single(Bind("pair", "", CallContent.None, "select=b&a=eq.1").Value!.Result!.Projections).Name);
        Assert.Equal("42703", Bind("pair", "", CallContent.None, "select=c").Refusal!.Code.Text);
        // The function is called like a table; its rows are not the table's.
        Assert.Equal("PGRST200", Bind("orders", "", CallContent.None, "select=customers(*)").Refusal!.Code.Text);
    }

    [Theory]
    [InlineData("now")]
    [InlineData("anything")]
    [InlineData("nothing")]
    public void Values_and_untyped_records_have_no_plan_but_a_page(string name)
    {
        var call = Bind(name, "", CallContent.None, "limit=3&offset=1").Value!;
        Assert.Null(call.Result);
        Assert.Equal((3, 1), (call.Limit, call.Offset));
    }

    [Theory]
    [InlineData("orders_of", "customer", "", 100L)]
    [InlineData("orders_of", "customer", "limit=7", 7L)]
    [InlineData("newest", "", "", null)]
    [InlineData("now", "", "", null)]
    public void The_limit_of_rows_holds_for_sets_only(string name, string arguments, string query, long? expected)
    {
        var call = Bind(name, arguments, CallContent.None, query, new() { RowsMax = 100 }).Value!;
        Assert.Equal(expected, call.Limit);
    }

    private static Outcome<BoundCall> Bind(
        string name, string arguments, CallContent content, string query = "", BindOptions? options = null) =>
        CallBinder.Bind(
            Catalog,
            Name(name),
            arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            content,
            QueryParser.Parse(query) is { Accepted: true, Value: { } parsed } ? parsed : TableQuery.All,
            options ?? BindOptions.Default);

    private static TableName Name(string name) => new("main", name);

    private static Function Define(string name, string parameters) => new()
    {
        Name = Name(name),
        Parameters =
        [
            .. parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split(':')).Select(parts =>
                new FunctionParameter(parts[0], new(parts[1].TrimEnd('?'), ValueKind.Any), !parts[1].EndsWith('?'), IsVariadic: false)),
        ],
        Result = new(IsSet: false, new("integer", ValueKind.Integer), null),
        Volatility = Volatility.Volatile,
    };
}
