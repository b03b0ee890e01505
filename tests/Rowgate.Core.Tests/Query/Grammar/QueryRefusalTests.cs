using Rowgate.Core.Query.Grammar;

namespace Rowgate.Core.Tests.Query.Grammar;

public sealed class QueryRefusalTests
{
    private const string OperatorHint =
        "An operator stands in front of the value, as in eq.5. The operators are adj, cd, cs, eq, fts, gt, gte, ilike, imatch, in, is, "
        + "isdistinct, like, lt, lte, match, neq, nxl, nxr, ov, phfts, plfts, sl, sr, wfts.";

    [Theory]
    // Operators
    [InlineData("id=eqq.5", "\"failed to parse filter (eqq.5)\" (line 1, column 1)", "unexpected \"eqq\" expecting \"not\" or operator (eq, gt, ...)", "Perhaps you meant the operator 'eq'.")]
    [InlineData("id=5", "\"failed to parse filter (5)\" (line 1, column 1)", "unexpected \"5\" expecting \"not\" or operator (eq, gt, ...)", OperatorHint)]
    [InlineData("id=", "\"failed to parse filter ()\" (line 1, column 1)", "unexpected end of input expecting \"not\" or operator (eq, gt, ...)", OperatorHint)]
    [InlineData("id=not.equals.5", "\"failed to parse filter (not.equals.5)\" (line 1, column 5)", "unexpected \"equals\" expecting operator (eq, gt, ...)", OperatorHint)]
    [InlineData("id=eq(some).{1}", "\"failed to parse filter (eq(some).{1})\" (line 1, column 3)", "unexpected \"(\" expecting delimiter (.)", null)]
    [InlineData("id=neq(any).{1}", "\"failed to parse filter (neq(any).{1})\" (line 1, column 4)", "unexpected \"(\" expecting delimiter (.)", null)]
    [InlineData("id=fts().x", "\"failed to parse filter (fts().x)\" (line 1, column 5)", "unexpected \")\" expecting a text search configuration", null)]
    // Values
    [InlineData("id=is.nil", "\"failed to parse filter (is.nil)\" (line 1, column 4)", "unexpected \"nil\" expecting isVal: (null, not_null, true, false, unknown)", null)]
    [InlineData("id=is.nul", "\"failed to parse filter (is.nul)\" (line 1, column 4)", "unexpected \"nul\" expecting isVal: (null, not_null, true, false, unknown)", "Perhaps you meant 'null'.")]
    [InlineData("id=in.1,2", "\"failed to parse filter (in.1,2)\" (line 1, column 4)", "unexpected \"1\" expecting \"(\"", "Write the list in parentheses: in.(a,b)")]
    [InlineData("id=in.(1,2", "\"failed to parse filter (in.(1,2)\" (line 1, column 8)", "unexpected end of input expecting \")\"", null)]
    [InlineData("id=in.(1)x", "\"failed to parse filter (in.(1)x)\" (line 1, column 7)", "unexpected \"x\" expecting end of input", null)]
    // Keys
    [InlineData("id!x=eq.1", "\"failed to parse tree path (id!x)\" (line 1, column 3)", "unexpected \"!\" expecting end of input", null)]
    [InlineData("=eq.1", "\"failed to parse tree path ()\" (line 1, column 1)", "unexpected end of input expecting field name (* or [a..z0..9_$])", null)]
    [InlineData("a..b=eq.1", "\"failed to parse tree path (a..b)\" (line 1, column 3)", "unexpected \".\" expecting field name (* or [a..z0..9_$])", "Put names with other characters in double quotes.")]
    [InlineData("\"a=eq.1", "\"failed to parse tree path (\"a)\" (line 1, column 3)", "unexpected end of input expecting \"\"\"", "A quoted text is not closed.")]
    [InlineData("data->>-78xy=eq.1", "\"failed to parse tree path (data->>-78xy)\" (line 1, column 11)", "unexpected \"x\" expecting digit, \"->\", \"::\", \".\", \",\" or end of input", null)]
    [InlineData("data->>--34=eq.1", "\"failed to parse tree path (data->>--34)\" (line 1, column 9)", "unexpected \"-\" expecting digit", null)]
    [InlineData("data->99999999999=eq.1", "\"failed to parse tree path (data->99999999999)\" (line 1, column 7)", "unexpected \"99999999999\" expecting an array index of 32 bits", null)]
    // Logic
    [InlineData("or=()", "\"failed to parse logic tree (())\" (line 1, column 4)", "unexpected \")\" expecting field name (* or [a..z0..9_$]), negation operator (not) or logic operator (and, or)", null)]
    [InlineData("or=)(", "\"failed to parse logic tree ()()\" (line 1, column 3)", "unexpected \")\" expecting \"(\"", null)]
    [InlineData("or=(id.in.1,2,id.eq.3)", "\"failed to parse logic tree ((id.in.1,2,id.eq.3))\" (line 1, column 10)", "unexpected \"1\" expecting \"(\"", "Write the list in parentheses: in.(a,b)")]
    [InlineData("and=(ord(id.eq.1,id.eq.1),id.eq.2)", "\"failed to parse logic tree ((ord(id.eq.1,id.eq.1),id.eq.2))\" (line 1, column 8)", "unexpected \"(\" expecting delimiter (.)", "The logic operators are and, or, not.and and not.or.")]
    [InlineData("or=(not.a.eq.1)", "\"failed to parse logic tree ((not.a.eq.1))\" (line 1, column 8)", "unexpected \"a\" expecting operator (eq, gt, ...)", null)]
    [InlineData("or=(a.eqq,b.eq.1)", "\"failed to parse logic tree ((a.eqq,b.eq.1))\" (line 1, column 6)", "unexpected \"eqq\" expecting operator (eq, gt, ...)", "Perhaps you meant the operator 'eq'.")]
    [InlineData("or=(a.eq.1", "\"failed to parse logic tree ((a.eq.1)\" (line 1, column 10)", "unexpected end of input expecting \",\" or \")\"", "Put values that contain , or ) in double quotes.")]
    [InlineData("or=(a.eq.1)x", "\"failed to parse logic tree ((a.eq.1)x)\" (line 1, column 11)", "unexpected \"x\" expecting end of input", null)]
    [InlineData("not.or=(a.eq.1,)", "\"failed to parse logic tree ((a.eq.1,))\" (line 1, column 15)", "unexpected \")\" expecting field name (* or [a..z0..9_$]), negation operator (not) or logic operator (and, or)", null)]
    // Select
    [InlineData("select=id,clients(name[])", "\"failed to parse select parameter (id,clients(name[]))\" (line 1, column 16)", "unexpected \"[\" expecting \"->>\", \"->\", \"::\", \".\", \")\", \",\" or end of input", null)]
    [InlineData("select=id,", "\"failed to parse select parameter (id,)\" (line 1, column 4)", "unexpected end of input expecting field name (* or [a..z0..9_$])", null)]
    [InlineData("select=name::", "\"failed to parse select parameter (name::)\" (line 1, column 7)", "unexpected end of input expecting letter or digit", null)]
    [InlineData("select=name!hint", "\"failed to parse select parameter (name!hint)\" (line 1, column 10)", "unexpected end of input expecting \"(\"", null)]
    [InlineData("select=a.summ()", "\"failed to parse select parameter (a.summ())\" (line 1, column 3)", "unexpected \"summ\" expecting aggregate function (sum(), avg(), count(), max(), min())", "Perhaps you meant 'sum'.")]
    [InlineData("select=clients.name", "\"failed to parse select parameter (clients.name)\" (line 1, column 9)", "unexpected \"name\" expecting aggregate function (sum(), avg(), count(), max(), min())", "To select a column of an embedded relation, write clients(name).")]
    [InlineData("select=a:...rel(id)", "\"failed to parse select parameter (a:...rel(id))\" (line 1, column 3)", "unexpected \".\" expecting field name (* or [a..z0..9_$])", "A spread cannot have an alias: its columns become the parent's.")]
    [InlineData("select=rel(id", "\"failed to parse select parameter (rel(id)\" (line 1, column 7)", "unexpected end of input expecting \",\" or \")\"", null)]
    [InlineData("select=rel(id))", "\"failed to parse select parameter (rel(id)))\" (line 1, column 8)", "unexpected \")\" expecting \",\" or end of input", null)]
    [InlineData("select=rel!a!b(id)", "\"failed to parse select parameter (rel!a!b(id))\" (line 1, column 7)", "unexpected \"b\" expecting \"(\"", "One hint and one of !inner and !left, in any order.")]
    // Order
    [InlineData("order=id.descc", "\"failed to parse order (id.descc)\" (line 1, column 4)", "unexpected \"descc\" expecting \"asc\", \"desc\", \"nullsfirst\" or \"nullslast\"", "Perhaps you meant 'desc'.")]
    [InlineData("order=id.asc.nulslast", "\"failed to parse order (id.asc.nulslast)\" (line 1, column 8)", "unexpected \"nulslast\" expecting \"nullsfirst\" or \"nullslast\"", "Perhaps you meant 'nullslast'.")]
    [InlineData("order=id.nullslast.desc", "\"failed to parse order (id.nullslast.desc)\" (line 1, column 13)", "unexpected \".\" expecting delimiter (.), \",\" or end of input", null)]
    [InlineData("order=clients(name,id)", "\"failed to parse order (clients(name,id))\" (line 1, column 13)", "unexpected \",\" expecting \")\"", null)]
    [InlineData("order=", "\"failed to parse order ()\" (line 1, column 1)", "unexpected end of input expecting field name (* or [a..z0..9_$])", null)]
    // Lists of names
    [InlineData("columns=a,", "\"failed to parse columns parameter (a,)\" (line 1, column 3)", "unexpected end of input expecting field name (* or [a..z0..9_$])", null)]
    [InlineData("on_conflict=a;b", "\"failed to parse on_conflict parameter (a;b)\" (line 1, column 2)", "unexpected \";\" expecting \",\" or end of input", "Put names with other characters in double quotes.")]
    public void The_refusal_gives_parameter_place_and_expectation(string text, string message, string details, string? hint)
    {
        var refusal = QueryParser.Parse(text).Refusal;
        Assert.NotNull(refusal);
        Assert.Equal(("PGRST100", 400), (refusal.Code.Text, refusal.Code.HttpStatus));
        Assert.Equal(message, refusal.Message);
        Assert.Equal(details, refusal.Details);
        if (hint is not null)
            Assert.Equal(hint, refusal.Hint);
    }

    [Fact]
    public void The_place_counts_lines() =>
        Assert.Equal(
            "\"failed to parse logic tree ((a.eq.x\ny,b.zz.1))\" (line 2, column 5)",
            QueryParser.Parse("or=(a.eq.x%0Ay,b.zz.1)").Refusal!.Message);

    [Theory]
    [InlineData("select=id&clients.name=eq.x", "Verify that 'clients' is included in the 'select' query parameter. Nothing is embedded there.")]
    [InlineData("select=id,a:x(*),b(*)&clients.name=eq.x", "Verify that 'clients' is included in the 'select' query parameter. Embedded there: a, b.")]
    [InlineData("clients.limit=1", "Verify that 'clients' is included in the 'select' query parameter. Nothing is embedded there.")]
    [InlineData("clients.order=a", "Verify that 'clients' is included in the 'select' query parameter. Nothing is embedded there.")]
    [InlineData("clients.or=(a.eq.1)", "Verify that 'clients' is included in the 'select' query parameter. Nothing is embedded there.")]
    [InlineData("select=b(c(*))&b.clients.offset=1", "Verify that 'clients' is included in the 'select' query parameter. Embedded there: c.")]
    public void A_parameter_for_an_embed_that_is_not_there_names_those_that_are(string text, string hint)
    {
        var refusal = QueryParser.Parse(text).Refusal;
        Assert.NotNull(refusal);
        Assert.Equal(
            ("PGRST108", "'clients' is not an embedded resource in this request", hint), (refusal.Code.Text, refusal.Message, refusal.Hint));
    }

    [Theory]
    [InlineData("{1,2")]
    [InlineData("1,2")]
    [InlineData("{1,,2}")]
    [InlineData("{{1},{2}}")]
    [InlineData("{\"a}")]
    [InlineData("{a\"b\"}")]
    [InlineData("")]
    public void A_malformed_array_literal_is_refused_as_PostgreSQL_does(string literal)
    {
        var refusal = QueryParser.Parse($"id=eq(any).{literal}").Refusal;
        Assert.NotNull(refusal);
        Assert.Equal(("22P02", $"malformed array literal: \"{literal}\""), (refusal.Code.Text, refusal.Message));
    }

    [Theory]
    [InlineData("a=eq.%ff")]
    [InlineData("a%c3=eq.1")]
    [InlineData("a=eq.%ED%A0%80")]
    public void Bytes_that_are_not_UTF_8_are_refused(string text) => Assert.Equal("PGRST100", QueryParser.Parse(text).Refusal!.Code.Text);

    [Fact]
    public void Nesting_is_limited()
    {
        Assert.True(QueryParser.Parse(Nested("or=", "(", "and(", "a.eq.1", 32)).Accepted);
        Assert.Equal("RG1003", QueryParser.Parse(Nested("or=", "(", "and(", "a.eq.1", 33)).Refusal!.Code.Text);
        Assert.True(QueryParser.Parse(Nested("select=", "r(", "r(", "id", 32)).Accepted);
        Assert.Equal("RG1003", QueryParser.Parse(Nested("select=", "r(", "r(", "id", 33)).Refusal!.Code.Text);
        Assert.Equal("RG1003", QueryParser.Parse(Nested("select=", "r(", "r(", "id", 100_000)).Refusal!.Code.Text);
        Assert.Equal("RG1003", QueryParser.Parse($"a{string.Concat(Enumerable.Repeat("->b", 33))}=eq.1").Refusal!.Code.Text);
    }

    [Fact]
    public void Neighbours_do_not_count_as_nesting()
    {
        Assert.True(QueryParser.Parse($"or=({string.Join(',', Enumerable.Repeat("and(a.eq.1)", 100))})").Accepted);
        Assert.True(QueryParser.Parse($"select={string.Join(',', Enumerable.Repeat("r(id)", 100))}").Accepted);
    }

    [Fact]
    public void The_number_of_parts_is_limited_over_all_parameters()
    {
        Assert.True(QueryParser.Parse(string.Join('&', Enumerable.Repeat("a=eq.1", 1000))).Accepted);
        Assert.Equal("RG1003", QueryParser.Parse(string.Join('&', Enumerable.Repeat("a=eq.1", 1001))).Refusal!.Code.Text);
        Assert.Equal("RG1003", QueryParser.Parse($"or=({string.Join(',', Enumerable.Repeat("a.eq.1", 1001))})").Refusal!.Code.Text);
        Assert.Equal("RG1003", QueryParser.Parse($"select={string.Join(',', Enumerable.Repeat("a", 600))}&order={string.Join(',', Enumerable.Repeat("a", 600))}").Refusal!.Code.Text);
        Assert.True(QueryParser.Parse($"a=in.({string.Join(',', Enumerable.Range(0, 5000))})").Accepted);
    }

    [Theory]
    [InlineData("a=in.({0})")]
    [InlineData("a=eq(any).{{{0}}}")]
    [InlineData("or=(a.in.({0}),b.eq.1)")]
    public void The_number_of_values_to_compare_with_is_limited(string query)
    {
        Assert.True(QueryParser.Parse(With(10_000)).Accepted);
        Assert.Equal("RG1003", QueryParser.Parse(With(10_001)).Refusal?.Code.Text);
        Assert.Equal("RG1003", QueryParser.Parse(With(6_000) + "&" + With(6_000)).Refusal?.Code.Text);

        string With(int count) => string.Format(
            System.Globalization.CultureInfo.InvariantCulture, query, string.Join(',', Enumerable.Repeat("1", count)));
    }

    private static string Nested(string start, string first, string next, string inner, int depth) =>
        start + first + string.Concat(Enumerable.Repeat(next, depth - 1)) + inner + new string(')', depth);
}
