using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Rowgate.Core.Values;

namespace Rowgate.Core.Tests.Values;

public sealed class LiteralTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    [InlineData(long.MinValue, "-9223372036854775808")]
    public void Whole_numbers_are_written_with_all_digits(long value, string expected) =>
        Assert.Equal(expected, Written(output => LiteralWriter.WriteInteger(output, value)));

    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData(-0.1, "-0.1")]
    [InlineData(1e300, "1E+300")]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    public void Floating_point_is_written_as_the_shortest_text(double value, string expected) =>
        Assert.Equal(expected, Written(output => LiteralWriter.WriteFloat(output, value)));

    [Fact]
    public void Every_finite_number_is_valid_JSON_and_reads_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<double>().Filter(double.IsFinite), value =>
        {
            var text = Written(output => LiteralWriter.WriteFloat(output, value));
            using var document = JsonDocument.Parse(text);
            return LiteralReader.TryFloat(Encoding.UTF8.GetBytes(text), out var read) && read.Equals(value)
                && document.RootElement.GetDouble().Equals(value);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("ada", "\"ada\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"")]
    [InlineData("\u0001\u001f\u007f", "\"\\u0001\\u001f\u007f\"")]
    [InlineData("ü€\U0001F600/<>&'", "\"ü€\U0001F600/<>&'\"")]
    public void Only_what_JSON_demands_is_escaped(string text, string expected) =>
        Assert.Equal(expected, Written(output => LiteralWriter.WriteText(output, Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Every_text_reads_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            // Lone surrogates are no UTF-8; here they only have to come back as what the encoder made of them.
            var utf8 = Encoding.UTF8.GetBytes(text.Get);
            var literal = Encoding.UTF8.GetBytes(Written(output => LiteralWriter.WriteText(output, utf8)));
            return LiteralReader.Text(literal) == Encoding.UTF8.GetString(utf8)
                && LiteralReader.Utf8(literal, new byte[literal.Length]).SequenceEqual(utf8);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void Bytes_are_written_as_PostgreSQL_does()
    {
        Assert.Equal("\"\\\\x00ff7f\"", Written(output => LiteralWriter.WriteBytes(output, [0, 255, 127])));
        Assert.Equal("\"\\\\x\"", Written(output => LiteralWriter.WriteBytes(output, [])));
    }

    [Fact]
    public void Null_and_truth_are_words() =>
        Assert.Equal(
            "nulltruefalse",
            Written(output =>
            {
                LiteralWriter.WriteNull(output);
                LiteralWriter.WriteBoolean(output, true);
                LiteralWriter.WriteBoolean(output, false);
            }));

    [Theory]
    [InlineData("5", 5L)]
    [InlineData("-12", -12L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("5.0", null)]
    [InlineData("5e1", null)]
    [InlineData("\"5\"", null)]
    [InlineData("null", null)]
    public void Only_digits_are_a_whole_number(string literal, long? expected)
    {
        var found = LiteralReader.TryInteger(Encoding.UTF8.GetBytes(literal), out var value);
        Assert.Equal(expected, found ? value : null);
    }

    [Theory]
    [InlineData("1.5e3", "1500")]
    [InlineData("-7", "-7")]
    [InlineData("\"NaN\"", null)]
    [InlineData("true", null)]
    [InlineData("null", null)]
    public void Only_numbers_are_floating_point(string literal, string? expected)
    {
        var found = LiteralReader.TryFloat(Encoding.UTF8.GetBytes(literal), out var value);
        Assert.Equal(expected, found ? value.ToString(CultureInfo.InvariantCulture) : null);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("\"x\"", "text")]
    [InlineData("-1", "number")]
    [InlineData("0.5", "number")]
    [InlineData("{}", "document")]
    [InlineData("[1]", "document")]
    [InlineData("true", "")]
    public void A_literal_shows_its_kind(string literal, string expected)
    {
        var utf8 = Encoding.UTF8.GetBytes(literal);
        var kinds = new[]
        {
            LiteralReader.IsNull(utf8) ? "null" : "", LiteralReader.IsText(utf8) ? "text" : "",
            LiteralReader.IsNumber(utf8) ? "number" : "", LiteralReader.IsDocument(utf8) ? "document" : "",
        };
        Assert.Equal(expected, string.Concat(kinds));
    }

    [Theory]
    [InlineData("42", "42")]
    [InlineData("\"a\\u0041\\n\"", "aA\n")]
    [InlineData("\"plain\"", "plain")]
    public void Text_is_unescaped(string literal, string expected) => Assert.Equal(expected, LiteralReader.Text(Encoding.UTF8.GetBytes(literal)));

    private static string Written(Action<ArrayBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
