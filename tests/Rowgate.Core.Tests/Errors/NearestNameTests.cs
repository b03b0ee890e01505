using Rowgate.Core.Errors;

namespace Rowgate.Core.Tests.Errors;

public sealed class NearestNameTests
{
    private static readonly string[] Columns = ["id", "name", "status", "customer_id", "Total"];

    [Theory]
    [InlineData("nmae", "name")]
    [InlineData("names", "name")]
    [InlineData("statu", "status")]
    [InlineData("TOTAL", "Total")]
    [InlineData("customerid", "customer_id")]
    [InlineData("idx", "id")]
    public void A_mistake_or_two_are_forgiven(string written, string expected) => Assert.Equal(expected, NearestName.Find(written, Columns));

    [Theory]
    [InlineData("")]
    [InlineData("zzz")]
    [InlineData("address")]
    [InlineData("x")]
    public void Something_else_has_no_nearest_name(string written) => Assert.Null(NearestName.Find(written, Columns));

    [Fact]
    public void A_very_long_name_is_not_looked_at() => Assert.Null(NearestName.Find(new string('a', 100_000), [new string('a', 100_001)]));

    [Fact]
    public void The_nearest_of_several_wins() => Assert.Equal("nama", NearestName.Find("namaa", ["name", "nama", "nomaa2"]));

    [Fact]
    public void The_first_of_equally_near_ones_wins() => Assert.Equal("nama", NearestName.Find("namx", ["nama", "namb"]));

    [Fact]
    public void The_hint_is_a_sentence() => Assert.Equal("Perhaps you meant 'name'.", NearestName.Hint("nam", Columns));
}
