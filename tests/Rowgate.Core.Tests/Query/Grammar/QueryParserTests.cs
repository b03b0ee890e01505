using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Tests.Query.Grammar;

public sealed class QueryParserTests
{
    [Theory]
    [InlineData("a=eq.5", "a Eq <5>")]
    [InlineData("a=neq.5", "a Neq <5>")]
    [InlineData("a=gt.5", "a Gt <5>")]
    [InlineData("a=gte.5", "a Gte <5>")]
    [InlineData("a=lt.5", "a Lt <5>")]
    [InlineData("a=lte.5", "a Lte <5>")]
    [InlineData("a=match.^x", "a Match <^x>")]
    [InlineData("a=imatch.^x", "a IMatch <^x>")]
    [InlineData("a=isdistinct.5", "a IsDistinct <5>")]
    [InlineData("a=cs.{1,2}", "a Cs <{1,2}>")]
    [InlineData("a=cd.{1,2}", "a Cd <{1,2}>")]
    [InlineData("a=ov.[1,2)", "a Ov <[1,2)>")]
    [InlineData("a=sl.(1,10)", "a Sl <(1,10)>")]
    [InlineData("a=sr.(1,10)", "a Sr <(1,10)>")]
    [InlineData("a=nxr.(1,10)", "a Nxr <(1,10)>")]
    [InlineData("a=nxl.(1,10)", "a Nxl <(1,10)>")]
    [InlineData("a=adj.(1,10)", "a Adj <(1,10)>")]
    [InlineData("a=fts.q", "a Fts <q>")]
    [InlineData("a=plfts.q", "a Plfts <q>")]
    [InlineData("a=phfts(english).the cat", "a Phfts lang=english <the cat>")]
    [InlineData("a=wfts(simple).q.r", "a Wfts lang=simple <q.r>")]
    [InlineData("a=not.eq.5", "a NOT Eq <5>")]
    [InlineData("a=not.fts(english).q", "a NOT Fts lang=english <q>")]
    [InlineData("a=eq.", "a Eq <>")]
    public void Each_operator_is_understood(string text, string expected) => Assert.Equal(expected, Where(text));

    [Theory]
    [InlineData("a=eq.x.y,(z)", "a Eq <x.y,(z)>")]
    [InlineData("a=eq.\"x\"", "a Eq <\"x\">")]
    [InlineData("a=eq.x+y%2B", "a Eq <x y+>")]
    [InlineData("a=eq.100%", "a Eq <100%>")]
    [InlineData("a=eq.%zz", "a Eq <%zz>")]
    [InlineData("a=eq.M%C3%BCnchen", "a Eq <München>")]
    [InlineData("a=eq.München", "a Eq <München>")]
    [InlineData("a=eq.%26%3D", "a Eq <&=>")]
    [InlineData("a=eq.b=c", "a Eq <b=c>")]
    [InlineData("a=eq.not.x", "a Eq <not.x>")]
    public void The_value_of_a_plain_filter_is_taken_verbatim(string text, string expected) => Assert.Equal(expected, Where(text));

    [Theory]
    [InlineData("a=like.*x*y%25", "a Like <%x%y%>")]
    [InlineData("a=ilike.*x*", "a ILike <%x%>")]
    [InlineData("a=like(any).{*a,b*}", "a Like Any <%a>|<b%>")]
    [InlineData("a=eq.*", "a Eq <*>")]
    public void The_star_is_a_wildcard_for_like_only(string text, string expected) => Assert.Equal(expected, Where(text));

    [Theory]
    [InlineData("a=eq(any).{1,2}", "a Eq Any <1>|<2>")]
    [InlineData("a=gt(all).{1}", "a Gt All <1>")]
    [InlineData("a=lte(any).{}", "a Lte Any")]
    [InlineData("a=eq(any).{a,\"b,c\",NULL,null,\"NULL\"}", "a Eq Any <a>|<b,c>|∅|∅|<NULL>")]
    [InlineData("a=eq(any).{ a b , \" c \" }", "a Eq Any <a b>|< c >")]
    [InlineData("a=eq(any).{\"q\\\"\\\\\",x\\,y,\"\"}", "a Eq Any <q\"\\>|<x,y>|<>")]
    [InlineData("or=(a.eq(any).{1,2},b.not.ilike(all).{*x})", "OR{a Eq Any <1>|<2>; b NOT ILike All <%x>}")]
    [InlineData("or=(a.eq(any).\"{(,{),\\\"x,y\\\"}\",b.eq.1)", null)]
    [InlineData("or=(a.eq(any).\"{(,\\\"x,y\\\"}\",b.eq.1)", "OR{a Eq Any <(>|<x,y>; b Eq <1>}")]
    public void A_quantifier_takes_an_array_literal(string text, string? expected)
    {
        if (expected is not null)
            Assert.Equal(expected, Where(text));
        else
            Assert.Equal("22P02", QueryParser.Parse(text).Refusal!.Code.Text);
    }

    [Theory]
    [InlineData("a=is.null", "a Is Null")]
    [InlineData("a=is.NULL", "a Is Null")]
    [InlineData("a=is.not_null", "a Is NotNull")]
    [InlineData("a=is.True", "a Is True")]
    [InlineData("a=not.is.false", "a NOT Is False")]
    [InlineData("a=is.unknown", "a Is Unknown")]
    public void Is_takes_five_words_in_any_case(string text, string expected) => Assert.Equal(expected, Where(text));

    [Theory]
    [InlineData("a=in.(1,2)", "a In <1>|<2>")]
    [InlineData("a=in.(\"x,y\",z)", "a In <x,y>|<z>")]
    [InlineData("a=in.(\"x\\\"y\\\\\")", "a In <x\"y\\>")]
    [InlineData("a=in.(\"x\"y,z)", "a In <\"x\"y>|<z>")]
    [InlineData("a=in.( a b ,c )", "a In <a b >|<c >")]
    [InlineData("a=in.()", "a In")]
    [InlineData("a=in.(\"\")", "a In")]
    [InlineData("a=in.(,)", "a In <>|<>")]
    [InlineData("a=not.in.(1)", "a NOT In <1>")]
    [InlineData("a=in.(a.b:c)", "a In <a.b:c>")]
    [InlineData("and=(a.in.(1,\"2)\"),b.eq.3)", "AND{a In <1>|<2)>; b Eq <3>}")]
    public void In_takes_a_list(string text, string expected) => Assert.Equal(expected, Where(text));

    [Theory]
    [InlineData("or=(a.eq.1,b.eq.2)", "OR{a Eq <1>; b Eq <2>}")]
    [InlineData("and=(a.eq.1)", "AND{a Eq <1>}")]
    [InlineData("not.or=(a.eq.1)", "NOT OR{a Eq <1>}")]
    [InlineData("not.and=(a.not.eq.1,not.or(b.is.null,and(c.gt.1,d.lt.2)))", "NOT AND{a NOT Eq <1>; NOT OR{b Is Null; AND{c Gt <1>; d Lt <2>}}}")]
    [InlineData("or=( a.eq.1 , and ( b.eq.2 , c.eq.3 ) )", "OR{a Eq <1 >; AND{b Eq <2 >; c Eq <3 >}}")]
    [InlineData("or=(a.eq.\"x,y)\",b.eq.\"q\\\"\")", "OR{a Eq <x,y)>; b Eq <q\">}")]
    [InlineData("or=(a.cs.{1,2},b.cs.{\"x)\"})", "OR{a Cs <{1,2}>; b Cs <{\"x)\"}>}")]
    [InlineData("or=(a.eq.\"x\"y,b.eq.)", "OR{a Eq <\"x\"y>; b Eq <>}")]
    [InlineData("or=(data->>x.eq.1,data->0->y.is.null)", "OR{data->>'x' Eq <1>; data->#0->'y' Is Null}")]
    [InlineData("or=(and.eq.1,not.eq.2,or.is.null)", "OR{and Eq <1>; not Eq <2>; or Is Null}")]
    [InlineData("or=(\"a,b\".eq.1,clients.is.null)", "OR{a,b Eq <1>; clients Is Null}")]
    [InlineData("or=(a.fts(english).x y,b.eq.1)", "OR{a Fts lang=english <x y>; b Eq <1>}")]
    public void Logic_trees_nest_and_negate(string text, string expected) => Assert.Equal(expected, Where(text));

    [Theory]
    [InlineData("data->a=eq.1", "data->'a' Eq <1>")]
    [InlineData("data->>a=eq.1", "data->>'a' Eq <1>")]
    [InlineData("data->a->0->>b=eq.1", "data->'a'->#0->>'b' Eq <1>")]
    [InlineData("data->-1=eq.1", "data->#-1 Eq <1>")]
    [InlineData("data->1x=eq.1", "data->'1x' Eq <1>")]
    [InlineData("data->a-b=eq.1", "data->'a-b' Eq <1>")]
    [InlineData("data->\"a.b\"->>\"->\"=eq.1", "data->'a.b'->>'->' Eq <1>")]
    [InlineData("data->!@%23$^*_a=eq.1", "data->'!@#$^*_a' Eq <1>")]
    [InlineData("my-col->x=eq.1", "my-col->'x' Eq <1>")]
    [InlineData("some name=eq.1", "some name Eq <1>")]
    [InlineData("\" a \\\" \"=eq.1", " a \"  Eq <1>")]
    [InlineData("\"order\"=eq.1", "order Eq <1>")]
    [InlineData("grüße=eq.1", "grüße Eq <1>")]
    public void Fields_have_names_and_json_paths(string text, string expected) => Assert.Equal(expected, Where(text));

    [Theory]
    [InlineData("", "*")]
    [InlineData("select=", "*")]
    [InlineData("select=+", "*")]
    [InlineData("select=*", "*")]
    [InlineData("select=a,b", "a, b")]
    [InlineData("select=+a+,+b+", "a, b")]
    [InlineData("select=x:a", "a as x")]
    [InlineData("select=a::text", "a::text")]
    [InlineData("select=x:a->b->>c::text", "a->'b'->>'c' as x::text")]
    [InlineData("select=data->0,data->1::int", "data->#0, data->#1::int")]
    [InlineData("select=\"a:b\":\"c,d\"", "c,d as a:b")]
    [InlineData("select=count", "count")]
    [InlineData("select=count()", "Count()")]
    [InlineData("select=n:count()::text", "Count() as n::text")]
    [InlineData("select=a.sum()", "Sum(a)")]
    [InlineData("select=t:a::int.avg()::text", "Avg(a::int) as t::text")]
    [InlineData("select=data->>n::int.max(),a.min(),a.count()", "Max(data->>'n'::int), Min(a), Count(a)")]
    public void Select_lists_columns_and_aggregates(string text, string expected) =>
        Assert.Equal(expected, string.Join(", ", Parse(text).Select.Select(item => Tree.Of(item))));

    [Theory]
    [InlineData("select=rel(*)", "rel Left (select[*] …)")]
    [InlineData("select=a:rel!fk!inner(id,name)", "rel as a hint fk Inner (select[id, name] …)")]
    [InlineData("select=rel!inner!fk(id)", "rel hint fk Inner (select[id] …)")]
    [InlineData("select=rel!left(id)", "rel Left (select[id] …)")]
    [InlineData("select=rel!\"inner\"(id)", "rel hint inner Left (select[id] …)")]
    [InlineData("select=...rel!inner(id)", "...rel Inner (select[id] …)")]
    [InlineData("select=rel()", "rel Left (select[] …)")]
    [InlineData("select=\"count\"()", "count Left (select[] …)")]
    [InlineData("select=rel(data->0)", "rel Left (select[data->#0] …)")]
    public void Select_embeds_relations(string text, string expected) =>
        Assert.Equal(
            expected,
            string.Join(", ", Parse(text).Select.Select(item => Tree.Of(item)))
                .Replace(" where[] order[] limit= offset=0 columns=none conflict=none", " …", StringComparison.Ordinal));

    [Theory]
    [InlineData("order=a", "a asc Default")]
    [InlineData("order=a.asc,b.desc", "a asc Default, b desc Default")]
    [InlineData("order=a.nullsfirst,b.desc.nullslast", "a asc First, b desc Last")]
    [InlineData("order=data->>x.desc,data->0.asc", "data->>'x' desc Default, data->#0 asc Default")]
    [InlineData("order=rel(name).desc.nullsfirst,id", "rel/name desc First, id asc Default")]
    [InlineData("order=+a.desc+,+rel(data->0)+", "a desc Default, rel/data->#0 asc Default")]
    [InlineData("order=a&order=b", "a asc Default")]
    public void Order_has_terms_with_directions(string text, string expected) =>
        Assert.Equal(expected, string.Join(", ", Parse(text).Order.Select(Tree.Of)));

    [Theory]
    [InlineData("limit=5&offset=10", 5L, 10L)]
    [InlineData("limit=0", 0L, 0L)]
    [InlineData("limit=x&offset=1.5", null, 0L)]
    [InlineData("limit=&offset=", null, 0L)]
    [InlineData("offset=-5", null, 0L)]
    [InlineData("limit=99999999999999999999", long.MaxValue, 0L)]
    [InlineData("limit=1&limit=2", 2L, 0L)]
    public void Limit_and_offset_are_whole_numbers_or_ignored(string text, long? limit, long offset)
    {
        var query = Parse(text);
        Assert.Equal((limit, offset), (query.Limit, query.Offset));
    }

    [Fact]
    public void A_negative_limit_is_a_range_that_cannot_be() =>
        Assert.Equal(("PGRST103", 416), (QueryParser.Parse("limit=-1").Refusal!.Code.Text, QueryParser.Parse("limit=-1").Refusal!.Code.HttpStatus));

    [Fact]
    public void Columns_and_on_conflict_are_lists_of_names()
    {
        var query = Parse("columns=\"a\",b, c d &on_conflict=x,\"y,z\"&columns=ignored");
        Assert.Equal(["a", "b", "c d"], query.Columns!.Value);
        Assert.Equal(["x", "y,z"], query.OnConflict!.Value);
    }

    [Fact]
    public void Parameters_of_embeds_go_to_the_embed_they_name()
    {
        var query = Parse(
            "select=id,c:clients(*,...projects!inner(id,tasks(*)))&c.name=eq.x&c.projects.tasks.order=id.desc"
            + "&c.projects.limit=3&c.projects.tasks.not.or=(a.eq.1,b.eq.2)&clients.offset=7&c.projects.tasks.data->>k=is.null");

        var clients = ((SelectEmbed)query.Select[1]).Query;
        var projects = ((SelectEmbed)clients.Select[1]).Query;
        var tasks = ((SelectEmbed)projects.Select[1]).Query;
        Assert.Empty(query.Where);
        Assert.Equal(("name Eq <x>", 7L), (Tree.Of(Assert.Single(clients.Where)), clients.Offset));
        Assert.Equal(3, projects.Limit);
        Assert.Equal("id desc Default", Tree.Of(Assert.Single(tasks.Order)));
        Assert.Equal("NOT OR{a Eq <1>; b Eq <2>} & data->>'k' Is Null", Where(tasks));
    }

    [Fact]
    public void An_alias_wins_over_a_relation_of_the_same_name()
    {
        var query = Parse("select=a:b(*),c:a(*)&a.x=eq.1&b.y=eq.2");
        Assert.Equal("x Eq <1> & y Eq <2>", Where(((SelectEmbed)query.Select[0]).Query));
    }

    [Fact]
    public void Filters_and_trees_are_all_kept_in_order() =>
        Assert.Equal("b Eq <2> & OR{c Eq <3>} & b Gt <1>", Where("b=eq.2&or=(c.eq.3)&b=gt.1"));

    [Theory]
    [InlineData("apikey=abc&offset_from=12")]
    [InlineData("a&b&&")]
    public void Keys_and_words_without_meaning_are_ignored(string text) => Assert.Equal(Tree.Of(TableQuery.All), Tree.Of(Parse(text)));

    [Theory]
    [InlineData("orders", "orders", "")]
    [InlineData("orders?", "orders", "")]
    [InlineData("orders?status=eq.open", "orders", "status Eq <open>")]
    [InlineData("my%20orders+x?a=eq.1?2", "my orders+x", "a Eq <1?2>")]
    public void A_relation_may_stand_in_front(string text, string relation, string where)
    {
        var query = QueryParser.ParseRelation(text);
        Assert.True(query.Accepted);
        Assert.Equal((relation, where), (query.Value.Relation, Where(query.Value.Query)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?a=eq.1")]
    [InlineData("%ff?a=eq.1")]
    [InlineData("orders?a=b")]
    public void A_relation_query_needs_a_name_and_a_query(string text) => Assert.False(QueryParser.ParseRelation(text).Accepted);

    private static TableQuery Parse(string text)
    {
        var query = QueryParser.Parse(text);
        Assert.True(query.Accepted, $"{query.Refusal}");
        return query.Value;
    }

    private static string Where(string text) => Where(Parse(text));

    private static string Where(TableQuery query) => string.Join(" & ", query.Where.Select(condition => Tree.Of(condition)));
}
