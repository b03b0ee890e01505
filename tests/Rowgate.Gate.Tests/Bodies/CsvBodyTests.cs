using System.Text;
using Rowgate.Gate.Bodies;

namespace Rowgate.Gate.Tests.Bodies;

public sealed class CsvBodyTests
{
    [Theory]
    [InlineData("a,b\n1,x", """[{"a":"1","b":"x"}]""")]
    [InlineData("a,b\r\n1,x\r\n", """[{"a":"1","b":"x"}]""")]
    [InlineData("\uFEFFa\n1", """[{"a":"1"}]""")]
    [InlineData("a\nNULL\nnull\n\"NULL\"", """[{"a":null},{"a":"null"},{"a":null}]""")]
    [InlineData("a,b\n,\n", """[{"a":"","b":""}]""")]
    [InlineData("a\n\"x,\"\"y\"\"\nz\"", """[{"a":"x,\"y\"\nz"}]""")]
    [InlineData("\"a b\",c\n1,2", """[{"a b":"1","c":"2"}]""")]
    [InlineData("a,b", "[]")]
    public void Lines_become_objects(string csv, string json)
    {
        var read = CsvBody.ToJson(Encoding.UTF8.GetBytes(csv));
        Assert.True(read.Accepted, read.Refusal?.Details);
        Assert.True(
            System.Text.Json.Nodes.JsonNode.DeepEquals(
                System.Text.Json.Nodes.JsonNode.Parse(json), System.Text.Json.Nodes.JsonNode.Parse(read.Value.Span)),
            Encoding.UTF8.GetString(read.Value.Span));
    }

    [Fact]
    public void Names_that_are_repeated_for_every_row_cannot_fill_the_memory()
    {
        var csv = new string('n', 256) + "\n" + string.Concat(Enumerable.Repeat("1\n", 300_000));
        var refusal = CsvBody.ToJson(Encoding.UTF8.GetBytes(csv)).Refusal;
        Assert.Equal("RG1002", refusal?.Code.Text);
    }

    [Fact]
    public void Names_have_a_limit()
    {
        Assert.True(CsvBody.ToJson(Encoding.UTF8.GetBytes(new string('n', 256) + "\n1")).Accepted);
        Assert.Equal("PGRST102", CsvBody.ToJson(Encoding.UTF8.GetBytes(new string('n', 257) + "\n1")).Refusal?.Code.Text);
        Assert.Equal("PGRST102", CsvBody.ToJson(Encoding.UTF8.GetBytes(new string('ä', 129) + "\n1")).Refusal?.Code.Text);
    }

    [Fact]
    public void A_header_line_has_only_so_many_names()
    {
        Assert.True(CsvBody.ToJson(Encoding.UTF8.GetBytes("a" + string.Concat(Enumerable.Repeat(",a", 1999)))).Accepted);
        Assert.Equal("PGRST102", CsvBody.ToJson(Encoding.UTF8.GetBytes("a" + string.Concat(Enumerable.Repeat(",a", 2000)))).Refusal?.Code.Text);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\n", "empty")]
    [InlineData("a,b\n1", "Line 2 has 1 fields, and the header line has 2.")]
    [InlineData("a\n1\n2,3", "Line 3 has 2 fields")]
    [InlineData("a\n\"1", "Line 2 has a quote that is never closed.")]
    [InlineData("a\n\"1\"2", "Line 2 has text behind a closing quote.")]
    [InlineData("\"a", "Line 1 has a quote")]
    public void What_is_no_csv_is_refused_with_its_line(string csv, string details) =>
        Assert.Contains(details, CsvBody.ToJson(Encoding.UTF8.GetBytes(csv)).Refusal!.Details, StringComparison.Ordinal);
}
