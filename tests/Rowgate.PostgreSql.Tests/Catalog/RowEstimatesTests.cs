using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Tests.Catalog;

public sealed class RowEstimatesTests
{
    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_table_with_rows_that_nobody_has_counted_has_no_guess(int version)
    {
        // As after a crash, when the counts of the statistics are gone.
        await using var gateway = await Gateway.OpenAsync(
            version,
            """
            SET track_counts = off;
            CREATE TABLE empty(id integer);
            CREATE TABLE analysed(id integer) WITH (autovacuum_enabled = false);
            INSERT INTO analysed SELECT generate_series(1, 10);
            ANALYZE analysed;
            CREATE TABLE uncounted(id integer) WITH (autovacuum_enabled = false);
            INSERT INTO uncounted SELECT generate_series(1, 10);
            CREATE TABLE parts(id integer) PARTITION BY RANGE (id);
            CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (100) WITH (autovacuum_enabled = false);
            INSERT INTO parts SELECT generate_series(1, 10);
            """);

        var rows = (await gateway.Database.EstimateRowsAsync(TestContext.Current.CancellationToken)).ToDictionary();

        Assert.Equal(0, rows[new TableName("public", "empty")]);
        Assert.Equal(10, rows[new TableName("public", "analysed")]);
        Assert.DoesNotContain(new TableName("public", "uncounted"), rows.Keys);
        Assert.DoesNotContain(new TableName("public", "parts"), rows.Keys);
    }
}
