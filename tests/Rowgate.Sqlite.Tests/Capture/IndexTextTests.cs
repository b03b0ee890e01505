using Rowgate.Sqlite.Capture;

namespace Rowgate.Sqlite.Tests.Capture;

public sealed class IndexTextTests
{
    [Theory]
    [InlineData("CREATE UNIQUE INDEX i ON t(a)", "a", null)]
    [InlineData("CREATE UNIQUE INDEX \"i(\" ON \"t)\" ( lower(a) DESC , b COLLATE NOCASE asc )", "lower(a)|b COLLATE NOCASE", null)]
    [InlineData("CREATE UNIQUE INDEX i ON t(coalesce(a, ',)'), [x,(] desc) WHERE a > 1 AND b IN (1, 2)", "coalesce(a, ',)')|[x,(]", "a > 1 AND b IN (1, 2)")]
    [InlineData("CREATE UNIQUE INDEX i ON t(a /* , ) */, -- )\n b)\nWHERE\n'it''s' = c", "a /* , ) */|-- )\n b", "'it''s' = c")]
    [InlineData("CREATE UNIQUE INDEX i ON t(nodesc)", "nodesc", null)]
    public void Terms_and_condition_are_taken_apart(string sql, string terms, string? where)
    {
        var split = IndexText.Split(sql);

        Assert.Equal(terms.Split('|'), split.Terms);
        Assert.Equal(where, split.Where);
    }
}
