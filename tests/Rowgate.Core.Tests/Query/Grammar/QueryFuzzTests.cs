using System.Diagnostics;
using System.Text;
using Rowgate.Core.Query.Grammar;

namespace Rowgate.Core.Tests.Query.Grammar;

/// <summary>Whatever the text: an answer, never an exception, and in time that grows with its length only.</summary>
public sealed class QueryFuzzTests
{
    private const string Alphabet = "ab01.,:;()[]{}\"\\!*>-<=&?%+ _$~\t\nü€\U0001F600";

    private static readonly string[] Words =
    [
        "select", "order", "limit", "offset", "and", "or", "not.", "eq.", "in.(", "is.null", "like(any).{", "->", "->>", "::", "...", "!inner",
        "count()", ".sum()", "(*)", "nullslast", ".desc", "&", "=", "%", "%2", "%28", "%ff", "columns", "on_conflict", "fts(en)",
    ];

    [Fact]
    public void Random_text_gets_an_answer()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder();
            for (var length = random.Next(60); length > 0; length--)
                text.Append(random.Next(3) == 0 ? Words[random.Next(Words.Length)] : Alphabet[random.Next(Alphabet.Length)]);
            Answer(text.ToString());
        }
    }

    [Fact]
    public void Valid_queries_with_mistakes_get_an_answer()
    {
        var random = new Random(42);
        for (var round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder(QueryText.Of(new RandomQuery(random.Next()).Next()));
            for (var mistakes = random.Next(1, 5); mistakes > 0 && text.Length > 0; mistakes--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0:
                        text.Remove(at, Math.Min(text.Length - at, random.Next(1, 6)));
                        break;
                    case 1:
                        text.Insert(at, Words[random.Next(Words.Length)]);
                        break;
                    case 2:
                        text[at] = Alphabet[random.Next(Alphabet.Length)];
                        break;
                    default:
                        text.Insert(at, text.ToString(at, Math.Min(text.Length - at, random.Next(1, 20))));
                        break;
                }
            }

            Answer(text.ToString());
        }
    }

    [Fact]
    public void What_is_understood_is_written_and_understood_again()
    {
        var random = new Random(7);
        for (var round = 0; round < 5_000; round++)
        {
            var source = QueryText.Of(new RandomQuery(random.Next()).Next());
            var at = random.Next(source.Length + 1);
            var text = source.Insert(at, Words[random.Next(Words.Length)]);
            var query = QueryParser.Parse(text);
            if (query.Accepted)
                Assert.True(QueryParser.Parse(QueryText.Of(query.Value)).Accepted, text);
        }
    }

    [Theory]
    [InlineData("select=", "(")]
    [InlineData("select=", "a(")]
    [InlineData("select=", "a,")]
    [InlineData("select=", "a->")]
    [InlineData("select=", "a-")]
    [InlineData("select=", "\"")]
    [InlineData("select=", "\\\"")]
    [InlineData("or=", "(")]
    [InlineData("or=", "(and")]
    [InlineData("or=", "not.")]
    [InlineData("or=(a.in.(", "\",")]
    [InlineData("or=(a.in.(", "\"\\\",")]
    [InlineData("or=(a.eq.", "{")]
    [InlineData("or=(a.eq.", "\"x")]
    [InlineData("a=in.(", "\"a\"x,")]
    [InlineData("a=eq(any).{", "a,")]
    [InlineData("a=eq(any).", "{")]
    [InlineData("a=", "not.")]
    [InlineData("a=", "eq")]
    [InlineData("order=", "a.")]
    [InlineData("", "a.")]
    [InlineData("", "a=eq.1&")]
    [InlineData("", "limit=1&")]
    [InlineData("", "a->")]
    [InlineData("", "%")]
    [InlineData("", "&")]
    public void Long_hostile_text_takes_linear_time(string start, string repeated)
    {
        var text = start + string.Concat(Enumerable.Repeat(repeated, 1_000_000 / repeated.Length));
        var clock = Stopwatch.StartNew();
        Answer(text);
        // A million characters take milliseconds; quadratic time would take minutes.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static void Answer(string text)
    {
        var query = QueryParser.Parse(text);
        if (query.Accepted)
            return;
        Assert.NotEmpty(query.Refusal.Message);
        Assert.InRange(query.Refusal.Code.HttpStatus, 400, 416);
    }
}
