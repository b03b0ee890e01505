using System.Buffers;
using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Values;
using Rowgate.Server.Changes;
using Rowgate.Server.Sources;

namespace Rowgate.Server.Tests.Changes;

public sealed class ChangeTests
{
    private static readonly TableShape Orders = new(
        new TableName("main", "orders"),
        [new("id", "INTEGER", ValueKind.Integer), new("status", "TEXT", ValueKind.Text), new("total", "DECIMAL(10,2)", ValueKind.Decimal)],
        [0]);

    private static readonly RowImage Open = RowImage.Of("""[7,"open",12.50]""");
    private static readonly RowImage Paid = RowImage.Of("""[7,"paid",12.50]""");

    private readonly List<Refusal> _refusals = [];

    [Fact]
    public void An_update_is_written_with_both_rows_and_its_digits_kept() =>
        Assert.Equal(
            """
            {"offset":41,"op":"update","table":"main.orders","key":{"id":7},"before":{"id":7,"status":"open","total":12.50},"after":{"id":7,"status":"paid","total":12.50},"source":"main","transaction":"9","commit":"2026-11-21T10:00:00.123Z","actor":{"service":"web","request":"r1"}}
            """,
            Json(new RowUpdated(Orders, Open, Paid)));

    [Fact]
    public void A_schema_change_reads_as_columns_with_their_types() =>
        Assert.Contains(
            """
            "before":null,"after":{"id":"INTEGER","status":"TEXT","total":"DECIMAL(10,2)"}
            """.Trim(),
            Json(new SchemaChanged(null, Orders)),
            StringComparison.Ordinal);

    [Fact]
    public void A_renamed_table_comes_with_the_name_it_had()
    {
        var renamed = new TableShape(new TableName("main", "purchases"), Orders.Columns, Orders.Key);

        Assert.Contains(
            """
            "table":"main.purchases","old_table":"main.orders","before":
            """.Trim(),
            Json(new SchemaChanged(Orders, renamed)),
            StringComparison.Ordinal);
        Assert.DoesNotContain("old_table", Json(new SchemaChanged(Orders, Orders)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_has_its_bytes_in_base64() =>
        Assert.Contains(
            """
            "op":"message","table":null,"prefix":"job","content":"AP8="
            """.Trim(),
            Json(new LogicalMessage("job", new byte[] { 0, 255 })),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("orders", true)]
    [InlineData("main.orders", true)]
    [InlineData("customers", false)]
    [InlineData("orders?status=eq.open", true)]
    [InlineData("orders?status=eq.paid", true)]
    [InlineData("orders?status=eq.shipped", false)]
    [InlineData("orders?total=gt.12&id=in.(6,7)", true)]
    [InlineData("orders?or=(total.gt.100,status.like.p*)", true)]
    public void An_update_matches_when_the_row_did_before_or_does_after(string query, bool expected) =>
        Assert.Equal(expected, Query(query).Matches(At(new RowUpdated(Orders, Open, Paid))));

    [Fact]
    public void A_column_that_the_table_did_not_have_then_is_told_once_and_matches_nothing()
    {
        var query = Query("orders?stauts=eq.open");

        Assert.False(query.Matches(At(new RowInserted(Orders, Open))));
        Assert.False(query.Matches(At(new RowInserted(Orders, Paid))));

        Assert.Contains("status", Assert.Single(_refusals).Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("orders?select=id")]
    [InlineData("orders?order=id")]
    [InlineData("orders?limit=1")]
    [InlineData("orders?status=equals.open")]
    [InlineData("?status=eq.open")]
    public void A_query_that_does_more_than_filter_is_refused(string query) =>
        Assert.False(ChangeQuery.Parse(query, SourceRules.Of(null), _refusals.Add).Accepted);

    private ChangeQuery Query(string text)
    {
        var query = ChangeQuery.Parse(text, SourceRules.Of(null), _refusals.Add);
        Assert.Null(query.Refusal);
        return query.Value!;
    }

    private static JournalChange At(Change change) =>
        new(
            new(41),
            new("main", "9", new(9), new DateTimeOffset(2026, 11, 21, 10, 0, 0, 123, TimeSpan.Zero), null, new("web", "r1")),
            change);

    private static string Json(Change change)
    {
        var output = new ArrayBufferWriter<byte>();
        new ChangeJson().Write(At(change), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
