using System.Text;
using System.Text.Json.Nodes;
using Rowgate.Databases;

namespace Rowgate.Sqlite.Tests.Writing;

/// <summary>Whatever comes in is stored or refused: nothing breaks, and what is stored can be read, cast and summed.</summary>
public sealed class AnyValueTests
{
    private const string Table = """
        CREATE TABLE t(
          id INTEGER PRIMARY KEY, i INTEGER, r REAL, d DECIMAL, s TEXT, x BLOB, b BOOLEAN, j JSON, w TIMESTAMP, y DATE, h TIME,
          u UUID, a, odd STRING)
        """;

    private static readonly string[] Columns = ["i", "r", "d", "s", "x", "b", "j", "w", "y", "h", "u", "a", "odd"];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "1", "1.0", "1.5", "-1e2", "1e400", "1e-400", "9223372036854775807", "-9223372036854775809",
        "123456789012345678901234567890", "0.1000000000000000055511151231257827", "\"\"", "\" \"", "\"a\"", "\"5\"", "\" 5 \"", "\"0x10\"",
        "\"1e5\"", "\"\\\\x\"", "\"\\\\x0\"", "\"\\\\x00ff\"", "\"\\\\xzz\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"NaN\"",
        "\"Infinity\"", "\"2026-01-01\"", "\"2026-01-01T10:00:00+02:00\"", "\"10:00\"", "\"6f9619ff-8b86-d011-b42d-00c04fc964ff\"",
        "{}", "[]", "[1,[2,{\"a\":null}]]", "{\"a\":{\"b\":[1.50,\"x\"]}}", "{\"a\":\"\\ud800\"}", "{\"\\ud800\":1,\"a\":2}", "{\"a\" : 1 ,\"a\":2}",
    ];

    [Fact]
    public async Task Any_JSON_value_for_any_column_is_stored_or_refused()
    {
        await using var file = ShopFile.Create(Table);
        var stored = 0;

        foreach (var column in Columns)
        {
            foreach (var value in Values)
            {
                var outcome = await file.Database.WriteAsync(
                    file.Insert("t", $$"""[{"\ud800":1,"{{column}}":{{value}}}]""", column), default, RequestSession.Own, TestContext.Current.CancellationToken);
                if (outcome.Accepted)
                    stored++;
                else
                    Assert.True(outcome.Refusal.Code.HttpStatus == 400, $"{column} = {value}: {outcome.Refusal}");
            }
        }

        Assert.InRange(stored, 200, Columns.Length * Values.Length);
        Assert.Equal(stored, JsonNode.Parse(await file.ReadAsync("t"))!.AsArray().Count);
        await EveryCastAndAggregateRunsOrIsRefused(file);
    }

    private static async Task EveryCastAndAggregateRunsOrIsRefused(ShopFile file)
    {
        string[] casts = ["int", "text", "real", "numeric", "bool", "date", "time", "timestamp", "json", "uuid"];
        string[] functions = ["sum()", "avg()", "min()", "max()", "count()"];
        var queries =
            from column in Columns
            from item in casts.Select(cast => $"{column}::{cast}").Concat(functions.Select(function => $"{column}.{function}"))
                .Append($"{column}->a->>0").Append($"{column}->>a::int")
            select $"t?select={item}&order={column}";
        var ran = 0;
        foreach (var query in queries)
        {
            var cancellationToken = TestContext.Current.CancellationToken;
            var outcome = await file.Database.ReadAsync(file.Bind(query).Value!, default, RequestSession.Own, cancellationToken);
            var batch = default(RowBatch);
            var refusal = outcome.Refusal;
            if (outcome.Accepted)
            {
                await using var rows = outcome.Value;
                var first = await rows.NextAsync(cancellationToken);
                refusal = first.Refusal;
                batch = new(first.Value.Json.ToArray(), first.Value.RowEnds.ToArray());
            }

            if (refusal is not null)
            {
                Assert.True(refusal.Code.HttpStatus is >= 400 and < 500, $"{query}: {refusal}");
                continue;
            }

            Assert.IsType<JsonArray>(JsonNode.Parse($"[{Encoding.UTF8.GetString(batch.Json.Span)}]"));
            ran++;
        }

        Assert.InRange(ran, 150, 300);
    }
}
