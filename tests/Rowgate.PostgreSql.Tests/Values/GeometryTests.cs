using System.Globalization;
using System.Text;
using System.Text.Json;
using Rowgate.Core.Changes;
using Rowgate.Databases;
using Rowgate.PostgreSql.Tests.Wal;

namespace Rowgate.PostgreSql.Tests.Values;

/// <summary>What is made of geometries, beside what PostGIS itself makes of them. <c>ROWGATE_SEED</c> sets the seed.</summary>
public sealed class GeometryTests
{
    private const int RandomCount = 600;

    private const string Schema = """
        CREATE SCHEMA gis; CREATE EXTENSION postgis SCHEMA gis; SET search_path = public, gis;
        CREATE TABLE places (id int PRIMARY KEY, place geometry);
        CREATE FUNCTION wanted(place geometry) RETURNS text LANGUAGE plpgsql STABLE AS
          $$BEGIN RETURN to_json(place); EXCEPTION WHEN OTHERS THEN RETURN NULL; END$$;
        """;

    // As EWKT, or behind = as SQL.
    private static readonly string[] Known =
    [
        "POINT(1 2)", "SRID=4326;POINT EMPTY", "POINT Z(1 2 3)", "POINT M(1 2 3)", "POINT ZM(1 2 3 4)", "SRID=900913;POINT(1 1)",
        "SRID=102100;POINT(1 2)", "SRID=998999;POINT(1 1)", "LINESTRING EMPTY", "LINESTRING(0 0,1 1)", "POLYGON EMPTY",
        "POLYGON((0 0,1 0,1 1,0 0),(0.1 0.1,0.2 0.1,0.2 0.2,0.1 0.1))", "MULTIPOINT EMPTY", "MULTIPOINT(EMPTY)", "MULTIPOINT(EMPTY,EMPTY)", "MULTIPOINT(EMPTY,1 1)",
        "MULTILINESTRING(EMPTY,EMPTY)", "MULTIPOLYGON(EMPTY,EMPTY)",
        "MULTIPOINT(1 1,EMPTY)", "MULTILINESTRING((0 0,1 1),EMPTY)", "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),EMPTY)", "MULTIPOLYGON EMPTY",
        "GEOMETRYCOLLECTION EMPTY", "SRID=4326;GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))",
        "GEOMETRYCOLLECTION(POINT EMPTY,POLYGON EMPTY,MULTIPOINT(EMPTY),POINT(1 1),MULTILINESTRING(EMPTY),TRIANGLE EMPTY,POINT(2 2))",
        "GEOMETRYCOLLECTION(POINT(1 1),GEOMETRYCOLLECTION(POINT(2 2)))", "GEOMETRYCOLLECTION(GEOMETRYCOLLECTION EMPTY,POINT(2 2))",
        "GEOMETRYCOLLECTION(TIN(((0 0,1 0,1 1,0 0))))", "GEOMETRYCOLLECTION(TRIANGLE((0 0,1 0,1 1,0 0)))",
        "GEOMETRYCOLLECTION(CIRCULARSTRING(0 0,1 1,2 0))", "TRIANGLE((0 0,1 0,1 1,0 0))", "TRIANGLE EMPTY", "TIN EMPTY",
        "TIN(((0 0,1 0,1 1,0 0)),((0 0,1 0,1 2,0 0)))", "POLYHEDRALSURFACE(((0 0,1 0,1 1,0 0)))", "CIRCULARSTRING(0 0,1 1,2 0)",
        "CIRCULARSTRING EMPTY", "COMPOUNDCURVE((0 0,1 1))", "CURVEPOLYGON((0 0,1 1,1 0,0 0))", "MULTICURVE((0 0,1 1))", "MULTISURFACE EMPTY",
        "=ST_MakePoint('Infinity', 1)", "=ST_MakePoint('NaN', 1)", "=ST_MakePoint(1, 2, '-Infinity')",
        "=ST_MakeLine(ST_MakePoint('NaN', 'NaN'), ST_MakePoint(1, 1))",
        "POINT(1e14 1e15)", "POINT(1e-8 1.0000000000000001e-8)", "POINT(123456789012345678 -0.0)", "POINT(999999999999999.9 1234567890123456.7)",
        "POINT(0.30000000000000004 0.1299999999999996)", "POINT(0.9999999999999999 99999999.123456789123)", "POINT(5e-324 1.7976931348623157e308)",
        "POINT(9.999999999999999e22 9.9999999999999995e-9)", "POINT(0.00000001234567890123456 0.12345678901234565)",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Geometries_from_the_log_and_from_copies_are_the_text_of_PostGIS_or_EWKB_where_it_has_no_JSON()
    {
        var seed = Environment.GetEnvironmentVariable("ROWGATE_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : 15;
        TestContext.Current.TestOutputHelper?.WriteLine($"ROWGATE_SEED={seed}");
        var random = new Random(seed);
        string[] geometries = [.. Known, .. Enumerable.Range(0, RandomCount).Select(_ => RandomGeometry(random))];
        await using var gateway = await Gateway.OpenAsync(15, Schema);
        await using var capture = new WalHarness(gateway.Lease);
        await capture.StartAsync();
        var rows = string.Join(',', geometries.Select((text, i) => $"({i.ToString(CultureInfo.InvariantCulture)}, {(text[0] == '=' ? text[1..] : $"'{text}'")})"));
        await gateway.Lease.ExecuteAsync($"SET search_path = public, gis; INSERT INTO places VALUES {rows}");

        var wanted = await WantedAsync(gateway);
        var captured = (await capture.ReadAsync()).SelectMany(part => part.Changes).OfType<RowInserted>()
            .Select(change => Encoding.UTF8.GetString(change.After.Json.Span)).ToList();
        var copied = await CopiedAsync(gateway);

        Assert.Equal(geometries.Length, wanted.Count);
        for (var i = 0; i < geometries.Length; i++)
            Assert.Equal($"{geometries[i]}\n{wanted[i]}\n{wanted[i]}", $"{geometries[i]}\n{captured[i]}\n{copied[i]}");
        Assert.Contains(wanted, row => row.Contains("ESRI:102100", StringComparison.Ordinal));
        Assert.InRange(wanted.Count(row => row.Contains("\"type\"", StringComparison.Ordinal)), RandomCount, geometries.Length - 10);
    }

    [Fact]
    public async Task Arrays_fields_and_domains_of_geometries_are_GeoJson_and_geographies_are_text()
    {
        await using var gateway = await Gateway.OpenAsync(15, Schema + """
            CREATE DOMAIN spot AS geometry; CREATE TYPE pin AS (name text, place geometry);
            CREATE TABLE many (id int PRIMARY KEY, list geometry[], spot spot, pin pin, globe geography);
            """);
        await using var capture = new WalHarness(gateway.Lease);
        await capture.StartAsync();
        await gateway.Lease.ExecuteAsync("""
            SET search_path = public, gis;
            INSERT INTO many VALUES (1, ARRAY['POINT(1 2)'::geometry, NULL, 'LINESTRING(0 0,1 1)'], 'POINT(3 4)', ROW('a', 'POINT(5 6)'), 'POINT(7 8)')
            """);

        var change = (RowInserted)(await capture.ReadAsync())[0].Changes[0];
        var wanted = await gateway.Lease.QueryAsync<string>("SELECT json_build_array(id, list, spot, pin, globe)::text FROM many");

        Assert.Equal(Gateway.Compact(wanted!), Gateway.Compact(Encoding.UTF8.GetString(change.After.Json.Span)));
    }

    private static async Task<List<string>> WantedAsync(Gateway gateway)
    {
        var text = await gateway.Lease.QueryAsync<string>(
            "SELECT string_agg(concat_ws(E'\t', id, place, coalesce(wanted(place), '')), E'\n' ORDER BY id) FROM places");
        return [.. text!.Split('\n').Select(line => line.Split('\t')).Select(row => $"[{row[0]},{(IsJson(row[2]) ? row[2] : $"\"{row[1]}\"")}]")];
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task<List<string>> CopiedAsync(Gateway gateway)
    {
        var opened = await gateway.Database.ReadAsync(
            gateway.Plan("places?select=id,place&order=id"), new(WithMark: true, Rendering: RowRendering.Image), RequestSession.Own, Token);
        Assert.True(opened.Accepted, opened.Refusal?.ToString());
        await using var rows = opened.Value;
        var found = new List<string>();
        while ((await rows.NextAsync(Token)).Value is { Count: > 0 } batch)
            found.AddRange(Enumerable.Range(0, batch.Count).Select(i => Encoding.UTF8.GetString(batch[i].Span)));
        return found;
    }

    private static string RandomGeometry(Random random)
    {
        var dimensions = new[] { "", "Z", "M", "ZM" }[random.Next(4)];
        var srid = new[] { "", "SRID=4326;", "SRID=3857;", "SRID=31467;", "SRID=103584;", "SRID=990001;" }[random.Next(6)];
        var width = 2 + dimensions.Length;
        var kind = random.Next(7);
        return srid + (kind == 6
            ? $"GEOMETRYCOLLECTION {dimensions}({List(random, () => Plain(random, random.Next(6), dimensions, width))})"
            : Plain(random, kind, dimensions, width));
    }

    private static string Plain(Random random, int kind, string dimensions, int width) => kind switch
    {
        0 => $"POINT {dimensions}({Place(random, width)})",
        1 => $"LINESTRING {dimensions}({Line(random, width)})",
        2 => $"POLYGON {dimensions}({List(random, () => Ring(random, width))})",
        3 => $"MULTIPOINT {dimensions}({List(random, () => $"({Place(random, width)})")})",
        4 => $"MULTILINESTRING {dimensions}({List(random, () => $"({Line(random, width)})")})",
        _ => $"MULTIPOLYGON {dimensions}({List(random, () => $"({List(random, () => Ring(random, width))})")})",
    };

    private static string List(Random random, Func<string> member) =>
        string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => member()));

    private static string Line(Random random, int width) =>
        string.Join(',', Enumerable.Range(0, random.Next(2, 5)).Select(_ => Place(random, width)));

    private static string Ring(Random random, int width)
    {
        var first = Place(random, width);
        return $"({first},{Place(random, width)},{Place(random, width)},{first})";
    }

    private static string Place(Random random, int width) =>
        string.Join(' ', Enumerable.Range(0, width).Select(_ => Number(random).ToString("R", CultureInfo.InvariantCulture)));

    private static double Number(Random random)
    {
        var number = random.Next(6) switch
        {
            0 => random.Next(-180, 180),
            1 => (random.NextDouble() - 0.5) * 360,
            2 => Math.Round(random.NextDouble() * 1000, random.Next(16)),
            3 => BitConverter.Int64BitsToDouble(random.NextInt64()),
            4 => random.Next(1, 100_000) * Math.Pow(10, random.Next(-14, 16)),
            _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 20)),
        };
        return double.IsFinite(number) ? number : 0;
    }
}
