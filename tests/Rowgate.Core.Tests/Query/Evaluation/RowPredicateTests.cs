using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Values;

namespace Rowgate.Core.Tests.Query.Evaluation;

public sealed class RowPredicateTests
{
    // Against the row [1,"open",null]: true, false and unknown, to build tables of truth from.
    private const string T = "id.eq.1";
    private const string F = "id.eq.2";
    private const string U = "total.gt.0";

    [Theory]
    [InlineData("and", T, T, true)]
    [InlineData("and", T, F, false)]
    [InlineData("and", T, U, null)]
    [InlineData("and", F, T, false)]
    [InlineData("and", F, F, false)]
    [InlineData("and", F, U, false)]
    [InlineData("and", U, T, null)]
    [InlineData("and", U, F, false)]
    [InlineData("and", U, U, null)]
    [InlineData("or", T, T, true)]
    [InlineData("or", T, F, true)]
    [InlineData("or", T, U, true)]
    [InlineData("or", F, T, true)]
    [InlineData("or", F, F, false)]
    [InlineData("or", F, U, null)]
    [InlineData("or", U, T, true)]
    [InlineData("or", U, F, null)]
    [InlineData("or", U, U, null)]
    public void Groups_follow_the_truth_tables_of_SQL(string group, string left, string right, bool? expected)
    {
        Assert.Equal(expected, Test($"{group}=({left},{right})"));
        Assert.Equal(!expected, Test($"not.{group}=({left},{right})"));
    }

    [Theory]
    [InlineData("id=eq.1", true)]
    [InlineData("id=not.eq.1", false)]
    [InlineData("total=eq.1", null)]
    [InlineData("total=not.eq.1", null)]
    [InlineData("total=is.null", true)]
    [InlineData("total=not.is.null", false)]
    [InlineData("id=in.(1,2)", true)]
    [InlineData("id=not.in.(1,2)", false)]
    [InlineData("id=in.()", false)]
    [InlineData("total=not.in.(1)", null)]
    [InlineData("", true)]
    [InlineData("data->a->>b=eq.x", true)]
    [InlineData("data->list->1=gt.1", true)]
    [InlineData("data->nothing->>b=eq.x", null)]
    public void Negation_leaves_unknown_alone(string query, bool? expected) => Assert.Equal(expected, Test(query));

    [Theory]
    [InlineData("id=eq.1&status=eq.open", true)]
    [InlineData("id=eq.1&total=gt.0", false)]
    [InlineData("id=eq.2", false)]
    public void Only_true_matches(string query, bool expected) => Assert.Equal(expected, Compile(query)!.Matches(Row()));

    [Fact]
    public void No_filter_matches_everything() => Assert.True(RowPredicate.Compile(null, new PlainRules())!.Matches(Row()));

    [Theory]
    [InlineData("status=match.x")]
    [InlineData("or=(id.eq.1,not.and(status.imatch.x))")]
    [InlineData("select=customers()&customers=is.null")]
    [InlineData("select=customers!inner(id)&id=eq.1")]
    public void What_only_the_database_can_decide_is_not_compiled(string query) => Assert.Null(Compile(query));

    [Fact]
    public void Random_trees_agree_with_the_least_and_the_greatest_of_their_parts()
    {
        var random = new Random(3);
        for (var round = 0; round < 2_000; round++)
        {
            var (text, truth) = RandomTree(random, depth: 4);
            Assert.Equal(truth, Test($"and=({text})"));
        }
    }

    [Fact]
    public void A_row_costs_no_memory()
    {
        var predicate = Compile("or=(and(id.gt.0,status.is.null),not.and(id.lt.5,total.is.null))")!;
        var row = Row();
        predicate.Test(row);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
        {
            row.Read(Image);
            predicate.Test(row);
        }

        // PlainRules parses its operands per row without allocating, too.
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static readonly RowImage Image = RowImage.Of("[1,\"open\",null,7,null,null,{\"a\":{\"b\":\"x\"},\"list\":[1,2]}]");

    // False is the least, unknown lies between, true is the greatest: AND takes the least, OR the greatest.
    private static (string Text, bool? Truth) RandomTree(Random random, int depth)
    {
        if (depth == 0 || random.Next(4) == 0)
            return random.Next(3) switch { 0 => (T, true), 1 => (F, false), _ => (U, (bool?)null) };
        var items = Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomTree(random, depth - 1)).ToList();
        var isOr = random.Next(2) == 0;
        var negated = random.Next(2) == 0;
        var ranks = items.Select(item => item.Truth switch { false => 0, null => 1, true => 2 }).ToList();
        var rank = isOr ? ranks.Max() : ranks.Min();
        var truth = rank switch { 0 => false, 1 => (bool?)null, _ => true };
        return ($"{(negated ? "not." : "")}{(isOr ? "or" : "and")}({string.Join(',', items.Select(item => item.Text))})", negated ? !truth : truth);
    }

    private static ColumnOffsets Row()
    {
        var row = new ColumnOffsets();
        row.Read(Image);
        return row;
    }

    private static bool? Test(string query)
    {
        var predicate = Compile(query);
        Assert.NotNull(predicate);
        return predicate.Test(Row());
    }

    private static RowPredicate? Compile(string query)
    {
        var plan = QueryBinder.Bind(
            SampleCatalog.Shop, SampleCatalog.Name("orders"), QueryParser.Parse(query).Value!, BindOptions.Default);
        return RowPredicate.Compile(plan.Value!.Filter, new PlainRules());
    }
}
