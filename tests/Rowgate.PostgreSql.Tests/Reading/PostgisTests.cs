using Rowgate.Databases;
using Rowgate.PostgreSql.Tests.Wal;

namespace Rowgate.PostgreSql.Tests.Reading;

/// <summary>Where PostGIS is there, which Debian has for its own release only.</summary>
public sealed class PostgisTests
{
    private const string Schema = """
        CREATE EXTENSION postgis;
        CREATE TABLE shops (id int PRIMARY KEY, place geometry(Point, 4326));
        INSERT INTO shops VALUES (1, 'SRID=4326;POINT(1 2.5)');
        """;

    [Fact]
    public async Task Geometries_are_GeoJson_in_rows_and_as_features()
    {
        await using var gateway = await Gateway.OpenAsync(15, Schema);

        Assert.Equal(
            """[{"id":1,"place":{"type":"Point","crs":{"type":"name","properties":{"name":"EPSG:4326"}},"coordinates":[1,2.5]}}]""",
            await gateway.ReadAsync("shops?select=id,place"));
        Assert.True(gateway.Database.Renders(RowRendering.GeoJson));
        var features = await gateway.RunAsync(gateway.Plan("shops"), new(Rendering: RowRendering.GeoJson));
        Assert.Equal(
            """{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2.5]},"properties":{"id":1}}]}""",
            Gateway.Compact(features.Value!));
    }

    [Fact]
    public async Task Geometries_are_captured_as_they_are_read()
    {
        await using var database = await WalChangeSourceTests.CreateAsync(15, Schema);
        await using var capture = new WalHarness(database);
        await capture.StartAsync();

        await database.ExecuteAsync("INSERT INTO shops VALUES (2, 'SRID=4326;POINT(1 2.5)')");

        Assert.Equal(
            """+ [2,{"type":"Point","crs":{"type":"name","properties":{"name":"EPSG:4326"}},"coordinates":[1,2.5]}]""",
            WalChangeSourceTests.Text((await capture.ReadAsync())[0].Changes[0]));
    }
}
