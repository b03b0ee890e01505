using System.Globalization;
using System.Text;
using Rowgate.Core.Changes;
using Rowgate.Databases;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests.Wal;

public sealed class WalValueTests
{
    private const string Types = """
        CREATE TYPE mood AS ENUM ('sad', 'o k');
        CREATE TYPE pair AS (x int, "y ""z" text);
        CREATE TYPE deep AS (p pair, list pair[], at timestamptz);
        CREATE DOMAIN price AS numeric(12,2);
        CREATE DOMAIN moment AS timestamptz;
        CREATE DOMAIN prices AS numeric[];
        CREATE DOMAIN pairs AS pair;
        CREATE EXTENSION IF NOT EXISTS hstore;
        """;

    // A type, and values of it as SQL.
    private static readonly (string Type, string[] Values)[] Columns =
    [
        ("bool", ["true", "false"]),
        ("int2", ["-32768", "7"]),
        ("int8", ["9223372036854775807", "-1"]),
        ("numeric", ["'NaN'", "1.500", "0", "-0.0000001", "('9' || repeat('8', 999) || '.' || repeat('7', 300))::numeric"]),
        ("float4", ["'NaN'", "'Infinity'", "'-Infinity'", "1e20", "0.1", "-0"]),
        ("float8", ["'Infinity'", "1e300", "0.1", "5e-324", "123456789012345680"]),
        ("text", ["''", "'a\"b\\c'", "E'\\n\\t\\r\\b\\f\\x01\\x1f\\x7f'", "'äöü 漢字 😀'", "'NULL'", "'{}'"]),
        ("varchar(5)", ["'abc'"]),
        ("char(4)", ["'ab'"]),
        ("\"char\"", ["'x'"]),
        ("name", ["'n'"]),
        ("bytea", ["'\\x00ff'", "''"]),
        ("date", ["'2020-02-29'", "'infinity'", "'-infinity'", "'0044-03-15 BC'", "'99999-01-01'"]),
        ("time", ["'12:34:56.789'"]),
        ("timetz", ["'12:34:56+05:30'"]),
        ("timestamp", ["'2020-01-01 00:00:00'", "'infinity'", "'0044-03-15 12:00:00.123456 BC'", "'12020-01-01 01:02:03.5'"]),
        ("timestamptz", ["'2020-01-01 00:00:00+02'", "'-infinity'", "'0044-03-15 12:00:00.1+00 BC'", "'1900-01-01 00:00:00+01'"]),
        ("interval", ["'1 year 2 mons -3 days 04:05:06.7'", "'0'"]),
        ("uuid", ["gen_random_uuid()"]),
        ("json", ["'{\"a\" :  [1, 2.50, null]}'", "'\"x\"'", "E'{\\n\"b\":1}'"]),
        ("jsonb", ["'{\"b\":1,\"a\":[1, 2.50, null]}'", "'1.10'"]),
        ("inet", ["'10.0.0.1/8'"]),
        ("cidr", ["'10.0.0.0/8'"]),
        ("macaddr", ["'08:00:2b:01:02:03'"]),
        ("bit(3)", ["B'101'"]),
        ("varbit", ["B'10'", "B''"]),
        ("money", ["12.34"]),
        ("xml", ["'<a b=\"c\"/>'"]),
        ("oid", ["42"]),
        ("tsvector", ["'a fat cat'"]),
        ("point", ["'(1,2.5)'"]),
        ("box", ["'(3,4),(1,2)'"]),
        ("int4range", ["'[1,5)'", "'empty'"]),
        ("tstzrange", ["'[2020-01-01,)'"]),
        ("int4[]", ["'{}'", "'{1,NULL,3}'", "'{{1,2},{3,4}}'", "'[0:1]={5,6}'", "'[2:3][-1:0]={{1,2},{3,4}}'"]),
        ("text[]", ["ARRAY['a b', '', 'NULL', NULL, 'q\"u\\o', '{x}', 'a,b']", "E'{\"\\\\\\\\\"}'"]),
        ("box[]", ["'{(3,4),(1,2);(5,6),(0,0)}'"]),
        ("timestamptz[]", ["ARRAY['2020-01-01 00:00:00+00', 'infinity']::timestamptz[]"]),
        ("jsonb[]", ["ARRAY['{\"a\": \"b,}\"}', '1']::jsonb[]"]),
        ("bytea[]", ["ARRAY['\\x01', '']::bytea[]"]),
        ("mood", ["'o k'", "'sad'"]),
        ("mood[]", ["'{sad,\"o k\"}'"]),
        ("pair", ["ROW(1, 'a \"b\" (c), \\d')::pair", "ROW(NULL, '')::pair", "ROW(NULL, NULL)::pair"]),
        ("pair[]", ["ARRAY[ROW(1, 'x,y'), ROW(2, NULL), NULL]::pair[]"]),
        ("deep", ["ROW(ROW(1, 'a\"b'), ARRAY[ROW(2, 'c\\d'), NULL]::pair[], '2020-01-01 00:00:00+00')::deep"]),
        ("price", ["1.5"]),
        ("moment", ["'2020-01-01 00:00:00+00'"]),
        ("prices", ["'{1.5,NaN}'"]),
        ("pairs", ["ROW(1, 'd')::pair"]),
        ("hstore", ["'a=>1, \"b\\\"\\\\ \"=>NULL, \"\"=>\"\"'", "''"]),
        ("int2vector", ["'1 2 3'", "''"]),
        ("oidvector", ["'4 5'"]),
        ("pg_lsn", ["'0/1'"]),
        ("regclass", ["'pg_class'"]),
    ];

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Any_value_is_written_as_to_json_writes_it(int version)
    {
        var hasMultiranges = (await PostgresServer.OfAsync(version)).Version >= 14;
        var columns = hasMultiranges ? [.. Columns, ("int4multirange", new[] { "'{[1,3),[5,9)}'" })] : Columns;
        await using var database = await WalChangeSourceTests.CreateAsync(
            version,
            $"{Types} CREATE TABLE t (id serial PRIMARY KEY, {string.Join(", ", columns.Select((column, i) => $"c{i} {column.Type}"))})");
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync(Inserts(columns, new Random(20261121)));
        var rows = (await capture.ReadAsync()).SelectMany(part => part.Changes).Cast<RowInserted>().ToList();

        var expected = (await database.QueryAsync<string[]>(
            $"SET timezone = 'UTC'; SET search_path = pg_catalog; SELECT array_agg({Image(columns)} ORDER BY id) FROM public.t"))!;
        Assert.Equal(expected.Length, rows.Count);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], rows[i].After.ToString());

        // The same rows, read from the table whatever its sessions print like.
        await database.ExecuteAsync($"""
            ALTER DATABASE {database.Name} SET timezone = 'Asia/Tokyo'; ALTER DATABASE {database.Name} SET datestyle = 'German';
            ALTER DATABASE {database.Name} SET intervalstyle = 'iso_8601'; ALTER DATABASE {database.Name} SET bytea_output = 'escape';
            ALTER DATABASE {database.Name} SET extra_float_digits = -3
            """);
        await using var gateway = await Gateway.OpenAsync(database);
        var images = await gateway.RunAsync(gateway.Plan("t?order=id"), new(WithMark: true, Rendering: RowRendering.Image));
        Assert.Equal(string.Join(',', expected), images.Value);
    }

    private static string Image((string Type, string[])[] columns) =>
        "'[' || concat_ws(',', id, " + string.Join(", ", columns.Select((_, i) => $"coalesce(to_json(c{i})::text, 'null')")) + ") || ']'";

    // Each value alone, and rows of random ones.
    private static string Inserts((string Type, string[] Values)[] columns, Random random)
    {
        var sql = new StringBuilder("SET search_path = public;");
        for (var i = 0; i < columns.Length; i++)
        {
            foreach (var value in columns[i].Values)
                sql.Append(CultureInfo.InvariantCulture, $"INSERT INTO t(c{i}) VALUES ({value});");
        }

        for (var row = 0; row < 100; row++)
        {
            var values = columns.Select(column => random.Next(5) == 0 ? "NULL" : column.Values[random.Next(column.Values.Length)]);
            sql.Append(CultureInfo.InvariantCulture, $"INSERT INTO t VALUES (DEFAULT, {string.Join(", ", values)});");
        }

        return sql.ToString();
    }
}
