using Rowgate.Core.Positions;

namespace Rowgate.Core.Tests.Positions;

public sealed class ResumeIdTests
{
    [Fact]
    public void Its_text_is_read_as_what_it_was()
    {
        var id = new ResumeId(new(1240), "5f3a9c01");

        Assert.Equal("1240-5f3a9c01", id.ToString());
        Assert.True(ResumeId.TryParse("1240-5f3a9c01", out var read));
        Assert.Equal(id, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1240")]
    [InlineData("1240-")]
    [InlineData("-5f3a9c01")]
    [InlineData("12 40-5f3a9c01")]
    [InlineData("1240-5F3A9C01")]
    [InlineData("1240-5f3a-9c01")]
    [InlineData("1240-0123456789abcdef0")]
    [InlineData("99999999999999999999-5f3a9c01")]
    public void Nothing_else_is_one(string text) => Assert.False(ResumeId.TryParse(text, out _));
}
