using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Rowgate.Gate.Bodies;

namespace Rowgate.Gate.Tests.Bodies;

public sealed class JsonBodyTests
{
    [Theory]
    [InlineData("{}", 1, "", "[{}]")]
    [InlineData(" {\"a\":1} ", 1, "a", "[{\"a\":1}]")]
    [InlineData("[]", 0, "", "[]")]
    [InlineData("7", 0, "", "[]")]
    [InlineData("null", 0, "", "[]")]
    [InlineData("\"x\"", 0, "", "[]")]
    [InlineData("[{\"a\":1,\"b\":{\"c\":[1,{}]}},{\"b\":null,\"a\":[]}]", 2, "a,b", null)]
    [InlineData("[{\"a\":1,\"a\":2},{\"a\":3}]", 2, "a", null)]
    [InlineData("[{\"\\u0061\":1},{\"a\":2}]", 2, "a", null)]
    public void Rows_are_counted_and_their_members_known(string body, int count, string keys, string? array)
    {
        var rows = JsonBody.Read(Encoding.UTF8.GetBytes(body), mayDiffer: false).Value!;
        Assert.Equal(count, rows.Count);
        Assert.Equal(keys, string.Join(',', rows.Keys));
        Assert.Equal(array ?? body, Encoding.UTF8.GetString(rows.ToArray().Span));
    }

    [Theory]
    [InlineData("[{\"a\":1},{\"b\":1}]")]
    [InlineData("[{\"a\":1},{\"a\":1,\"b\":1}]")]
    [InlineData("[{\"a\":1,\"b\":1},{\"a\":1}]")]
    [InlineData("[{\"a\":1,\"b\":1},{\"a\":1,\"a\":1}]")]
    [InlineData("[{},{\"a\":1}]")]
    [InlineData("[1]")]
    [InlineData("[[]]")]
    [InlineData("[{\"a\":1},null]")]
    public void Objects_that_differ_are_refused(string body) =>
        Assert.Equal("All object keys must match", JsonBody.Read(Encoding.UTF8.GetBytes(body), mayDiffer: false).Refusal!.Message);

    [Fact]
    public void Objects_may_differ_when_the_columns_are_named()
    {
        var rows = JsonBody.Read("[{\"a\":1},{\"b\":1}]"u8.ToArray(), mayDiffer: true).Value!;
        Assert.Equal(2, rows.Count);
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(rows.First.Span));
    }

    [Fact]
    public void A_wide_object_many_times_takes_time_in_proportion()
    {
        var names = Enumerable.Range(0, 2000).Select(n => $"\"c{n}\":0").ToArray();
        var forwards = "{" + string.Join(',', names) + "}";
        var backwards = "{" + string.Join(',', names.Reverse()) + "}";
        var body = "[" + string.Join(',', Enumerable.Repeat(forwards + "," + backwards, 50)) + "]";
        Assert.Equal(100, JsonBody.Read(Encoding.UTF8.GetBytes(body), mayDiffer: false).Value!.Count);
    }

    [Fact]
    public void Whatever_the_bytes_are_they_are_read_or_refused() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
            {
                var read = JsonBody.Read(bytes, mayDiffer: false);
                return read.Accepted || read.Refusal.Code.HttpStatus == 400;
            }));

    [Fact]
    public void What_the_platform_reads_as_json_is_read_here() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(ArbMap.Default.ArbFor<Dictionary<NonNull<string>, int?>>(), row =>
            {
                var body = JsonSerializer.SerializeToUtf8Bytes(row.DistinctBy(pair => pair.Key.Get).ToDictionary(pair => pair.Key.Get, pair => pair.Value));
                var read = JsonBody.Read(body, mayDiffer: false);
                return read.Accepted && read.Value.Count == 1 && body.AsSpan().SequenceEqual(read.Value.First.Span);
            }));
}
