using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Rowgate.Core.Values;

namespace Rowgate.Core.Tests.Values;

public sealed class ColumnOffsetsTests
{
    [Theory]
    [InlineData("[]")]
    [InlineData("[1]", "1")]
    [InlineData("[null]", "null")]
    [InlineData("[1,\"ada\",null,true,-1.5e3]", "1", "\"ada\"", "null", "true", "-1.5e3")]
    [InlineData("[\"a,b]\",\"\\\"\",\"\\\\\",\"\"]", "\"a,b]\"", "\"\\\"\"", "\"\\\\\"", "\"\"")]
    [InlineData("[{\"a\":[1,2,{\"b\":\"]},\"}]},[[],[1]],{}]", "{\"a\":[1,2,{\"b\":\"]},\"}]}", "[[],[1]]", "{}")]
    public void Each_literal_is_found(string image, params string[] literals) => Assert.Equal(literals, Read(image));

    [Fact]
    public void There_may_be_many_columns()
    {
        string[] literals = [.. Enumerable.Range(0, 1000).Select(number => $"\"{number}\"")];
        Assert.Equal(literals, Read($"[{string.Join(',', literals)}]"));
    }

    [Fact]
    public void It_can_be_used_for_row_after_row()
    {
        var offsets = new ColumnOffsets();
        offsets.Read(RowImage.Of("[1,2,3]"));
        offsets.Read(RowImage.Of("[\"x\"]"));
        Assert.Equal((1, "\"x\""), (offsets.Count, Encoding.UTF8.GetString(offsets.Slice(0).Span)));
        offsets.Read(RowImage.Of("[]"));
        Assert.Equal(0, offsets.Count);
    }

    [Fact]
    public void Whatever_the_texts_they_come_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string[]>(), texts =>
        {
            string[] literals = [.. texts.Select(text => System.Text.Json.JsonSerializer.Serialize(text))];
            return literals.SequenceEqual(Read($"[{string.Join(',', literals)}]"), StringComparer.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    private static string[] Read(string image)
    {
        var offsets = new ColumnOffsets();
        offsets.Read(RowImage.Of(image));
        var literals = new string[offsets.Count];
        for (var at = 0; at < literals.Length; at++)
            literals[at] = Encoding.UTF8.GetString(offsets[at]);
        return literals;
    }
}
