using System.Collections.Immutable;
using Rowgate.Core.Catalog;

namespace Rowgate.Http.Tests.Fakes;

/// <summary>A catalog with a table, functions of every kind and handlers of media types.</summary>
internal static class FakeCatalog
{
    private static readonly ColumnType Integer = new("integer", ValueKind.Integer);
    private static readonly ColumnType Text = new("text", ValueKind.Text);

    public static readonly Relation People = new(
        new("main", "people"),
        RelationKind.Table,
        [
            new() { Name = "id", Ordinal = 0, Type = Integer, IsNotNull = true },
            new() { Name = "name", Ordinal = 1, Type = new("varchar(20)", ValueKind.Text), Comment = "As written" },
            new() { Name = "mood", Ordinal = 2, Type = new("mood", ValueKind.Text), Labels = ["happy", "sad"] },
            new() { Name = "scores", Ordinal = 3, Type = new("bigint[]", ValueKind.Array) },
        ])
    {
        PrimaryKey = [0],
        IsInsertable = true,
        IsUpdatable = true,
        IsDeletable = true,
    };

    public static readonly Relation Widgets = new(
        new("side", "widgets"), RelationKind.Table, [new() { Name = "id", Ordinal = 0, Type = new("bigint", ValueKind.Integer) }]);

    public static readonly DatabaseCatalog Everything = new(1, [People, Widgets])
    {
        Functions =
        [
            Value("add", Integer, Volatility.Immutable, new("a", Integer, true, false), new("b", Integer, true, false)),
            Value("greet", Text, Volatility.Stable, new FunctionParameter("name", Text, false, false)),
            Value("joined", Text, Volatility.Stable, new FunctionParameter("parts", new("text[]", ValueKind.Array), true, true)),
            Value("page", new("text/html", ValueKind.Text), Volatility.Stable),
            Value("blob", new("*/*", ValueKind.Bytes), Volatility.Stable),
            Value("whole", new("json", ValueKind.Json), Volatility.Stable, new FunctionParameter("", new("json", ValueKind.Json), true, false)),
            Value("bytes", Integer, Volatility.Stable, new FunctionParameter("", new("bytea", ValueKind.Bytes), true, false)),
            Of("nothing", new(false, null, null), Volatility.Volatile),
            Of("numbers", new(true, Integer, null), Volatility.Stable),
            Of("everybody", new(true, null, People), Volatility.Stable),
            Of("person", new(false, null, People), Volatility.Stable),
            Value("hire", Integer, Volatility.Volatile) with { Comment = "Hires\nSomebody new." },
            Value("widget_count", Integer, Volatility.Stable) with { Name = new("side", "widget_count") },
        ],
        MediaHandlers =
        [
            new("text/html", null, null, new("main", "page")),
            new("*/*", null, null, new("main", "blob")),
            new("application/vnd.twkb", new("main", "twkb_agg"), new("main", "people"), null),
            new("text/plain", new("main", "plain_agg"), null, null),
        ],
        SchemaComments = ImmutableDictionary<string, string>.Empty.Add("main", "The shop\nEverything there is."),
    };

    private static Function Value(string name, ColumnType type, Volatility volatility, params ImmutableArray<FunctionParameter> parameters) =>
        Of(name, new(false, type, null), volatility) with { Parameters = parameters };

    private static Function Of(string name, FunctionResult result, Volatility volatility) =>
        new() { Name = new("main", name), Parameters = [], Result = result, Volatility = volatility };
}
