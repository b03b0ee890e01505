using System.Text;
using Rowgate.Databases;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests.Reading;

/// <summary>A value that its type does not read is the caller's mistake, told in the server's words.</summary>
public sealed class InvalidValueTests
{
    private static readonly (string Type, string Value, string Code)[] Cases =
    [
        ("smallint", "x", "22P02"), ("smallint", "40000", "22003"), ("integer", "1.5", "22P02"), ("bigint", "9223372036854775808", "22003"),
        ("real", "x", "22P02"), ("double precision", "1e999", "22003"), ("numeric", "x", "22P02"), ("money", "x", "22P02"),
        ("boolean", "maybe", "22P02"), ("bytea", "\\xzz", "22023"), ("date", "2024-02-30", "22008"), ("date", "x", "22007"), ("time", "25:00", "22008"),
        ("timetz", "x", "22007"), ("timestamp", "x", "22007"), ("timestamptz", "2024-01-01T00:00:00 Mars/Base", "22023"), ("interval", "x", "22007"),
        ("uuid", "x", "22P02"), ("jsonb", "{", "22P02"), ("integer[]", "1,2", "22P02"), ("integer[]", "{x}", "22P02"), ("feeling", "x", "22P02"),
        ("int4range", "1,2", "22P02"), ("int4range", "[2,1)", "22000"), ("nummultirange", "x", "22P02"), ("inet", "x", "22P02"), ("cidr", "x", "22P02"), ("macaddr", "x", "22P02"),
        ("bit(3)", "2", "22P02"), ("bit varying", "2", "22P02"), ("oid", "x", "22P02"), ("pg_lsn", "x", "22P02"), ("even", "x", "22P02"),
    ];

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task In_a_filter_and_in_a_row_each_type_refuses_what_it_does_not_read(int version)
    {
        var cases = PostgresRelease.Of(version).Version < 14 ? Cases.Where(item => item.Type != "nummultirange").ToArray() : Cases;
        var types = cases.Select(item => item.Type).Distinct().ToArray();
        await using var gateway = await Gateway.OpenAsync(
            version,
            "CREATE TYPE feeling AS ENUM ('good'); CREATE DOMAIN even AS int CHECK (VALUE % 2 = 0); CREATE TABLE t (id int PRIMARY KEY, "
                + string.Join(", ", types.Select((type, index) => $"c{index} {type}")) + ")");
        var wrong = new List<string>();
        foreach (var (type, value, code) in cases)
        {
            var column = $"c{Array.IndexOf(types, type)}";
            var read = (await gateway.RunAsync(gateway.Plan($"t?{column}=eq.{Uri.EscapeDataString(value)}"))).Refusal;
            if ((read?.Code.Text, read?.Code.HttpStatus) != (code, 400))
                wrong.Add($"{type} read {value}: {read}");

            // As JSON, every text is a value.
            if (type == "jsonb")
                continue;
            using var rows = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"id":1,"{{column}}":{{System.Text.Json.JsonSerializer.Serialize(value)}}}"""));
            var target = gateway.Database.Catalog.Find(new("public", "t"))!;
            var written = (await gateway.Database.ImportAsync(
                new(target, null, Core.Query.Plans.ImportFormat.NdJson, null), rows, RequestSession.Own, TestContext.Current.CancellationToken)).Refusal;
            if (written?.Code.HttpStatus != 400 || !written.Code.Text.StartsWith("22", StringComparison.Ordinal))
                wrong.Add($"{type} written {value}: {written}");
        }

        Assert.Equal([], wrong);
        Assert.Equal("[]", await gateway.ReadAsync("t"));
    }
}
