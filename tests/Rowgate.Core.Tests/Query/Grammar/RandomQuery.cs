using System.Collections.Immutable;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Tests.Query.Grammar;

/// <summary>Makes random queries from a seed; each is one that the grammar can express.</summary>
internal sealed class RandomQuery(int seed, string[] names)
{
    private static readonly string[] AwkwardNames =
        ["id", "name", "a b", "x-y", "order", "and", "not", "count", "inner", "select", "q\"uote", "back\\slash", "p(a,r)en", "dot.ted", "ü", "limit", "*", "a->b", "1"];

    private static readonly string[] Texts =
        ["", "1", "open", "a,b", "x)", "(", "\"q\"", "back\\slash", "{1,2}", "{", "NULL", "null", " sp ", "ü&=%+", "not.eq.1", "line\nbreak", "€", "a*b", "-"];

    private readonly Random _random = new(seed);

    /// <summary>With names that try the quoting.</summary>
    public RandomQuery(int seed)
        : this(seed, AwkwardNames)
    {
    }

    public TableQuery Next() =>
        Level(depth: 0) with
        {
            Columns = Chance(4) ? [.. Some(names, 1, 3).Distinct(StringComparer.Ordinal)] : null,
            OnConflict = Chance(6) ? [.. Some(names, 1, 2).Distinct(StringComparer.Ordinal)] : null,
        };

    private TableQuery Level(int depth) =>
        new()
        {
            Select = Chance(4) ? [new SelectAll()] : Items(depth),
            Where = [.. Many(3, () => Condition(depth))],
            Order = [.. Many(2, Order)],
            Limit = Chance(3) ? _random.Next(100) : null,
            Offset = Chance(3) ? _random.Next(100) : 0,
        };

    private ImmutableArray<SelectItem> Items(int depth)
    {
        List<SelectItem> items = [.. Many(3, () => Item(depth))];
        // At the top an empty list means everything; and of two embeds with one name, only the first can be spoken to.
        if (depth == 0 && items.Count == 0)
            items.Add(new SelectAll());
        return
        [
            .. items.Where(item => item is not SelectEmbed embed
                || !items.TakeWhile(earlier => !ReferenceEquals(earlier, item)).OfType<SelectEmbed>()
                    .Any(earlier => earlier.Name == embed.Name || earlier.Relation == embed.Name || earlier.Name == embed.Relation)),
        ];
    }

    private SelectItem Item(int depth)
    {
        switch (_random.Next(5))
        {
            case 0:
                return new SelectAll();
            case 1:
                var counts = Chance(2);
                return new SelectAggregate(
                    counts ? AggregateFunction.Count : (AggregateFunction)_random.Next(5),
                    counts ? null : Field(),
                    Maybe(names),
                    counts ? null : Maybe(["text", "double precision"]),
                    Maybe(["int4"]));
            case 2 when depth < 3:
                var isSpread = Chance(4);
                return new SelectEmbed(
                    One(names), isSpread ? null : Maybe(names), Maybe(names), (JoinKind)_random.Next(2), isSpread, Level(depth + 1));
            default:
                return new SelectField(Field(), Maybe(names), Maybe(["text"]));
        }
    }

    private Condition Condition(int depth)
    {
        if (depth < 4 && Chance(3))
            return new ConditionGroup(Chance(2), Chance(2), [.. Many(2, () => Condition(depth + 1)).Append(Comparison())]);
        return Comparison();
    }

    private Comparison Comparison() => new(Field(), Operation());

    private Operation Operation()
    {
        var comparison = (ComparisonOperator)_random.Next(Enum.GetValues<ComparisonOperator>().Length);
        var isLike = comparison is ComparisonOperator.Like or ComparisonOperator.ILike;
        var negated = Chance(3);
        if (comparison == ComparisonOperator.Is)
            return new(comparison, []) { Negated = negated, Is = (IsValue)_random.Next(5) };
        if (comparison == ComparisonOperator.In)
        {
            var list = Some(Texts, 0, 3);
            return new(comparison, list is [""] ? [] : [.. list]) { Negated = negated };
        }

        if (comparison is <= ComparisonOperator.IMatch and not ComparisonOperator.Neq && Chance(3))
        {
            var elements = Some(Texts, 0, 3).Select(text => Chance(5) ? null : Star(text, isLike));
            return new(comparison, [.. elements]) { Negated = negated, Quantifier = Chance(2) ? Quantifier.Any : Quantifier.All };
        }

        var language = comparison >= ComparisonOperator.Fts ? Maybe(["english"]) : null;
        return new(comparison, [Star(One(Texts), isLike)]) { Negated = negated, Language = language };
    }

    private FieldPath Field() =>
        new(One(names), [.. Many(2, () => Chance(2) ? new JsonStep(null, _random.Next(-3, 4), Chance(3)) : new JsonStep(One(names), 0, Chance(3)))]);

    private OrderTerm Order() => new(Field(), Chance(4) ? One(names) : null, Chance(2), (NullsOrder)_random.Next(3));

    private static string Star(string text, bool isLike) => isLike ? text.Replace('*', '%') : text;

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private string One(string[] from) => from[_random.Next(from.Length)];

    private string? Maybe(string[] from) => Chance(2) ? One(from) : null;

    private List<string> Some(string[] from, int least, int most) =>
        [.. Enumerable.Range(0, _random.Next(least, most + 1)).Select(_ => One(from))];

    private List<T> Many<T>(int most, Func<T> make) => [.. Enumerable.Range(0, _random.Next(most + 1)).Select(_ => make())];
}
