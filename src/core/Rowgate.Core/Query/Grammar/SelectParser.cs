using System.Collections.Immutable;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>The parameter <c>select</c>.</summary>
internal static class SelectParser
{
    /// <summary>The items that fill the text; none is fine.</summary>
    public static ImmutableArray<SelectItem>? ParseAll(ref Cursor cursor)
    {
        if (ParseItems(ref cursor) is not { } items)
            return null;
        if (cursor.AtEnd)
            return items;
        cursor.Fail("\",\" or end of input");
        return null;
    }

    private static ImmutableArray<SelectItem>? ParseItems(ref Cursor cursor)
    {
        cursor.SkipBlanks();
        if (cursor.AtEnd || cursor.IsAt(')'))
            return [];
        var items = ImmutableArray.CreateBuilder<SelectItem>();
        do
        {
            cursor.SkipBlanks();
            if (!cursor.AddPart() || ParseItem(ref cursor) is not { } item)
                return null;
            items.Add(item);
            cursor.SkipBlanks();
        }
        while (cursor.TryTake(','));

        return items.DrainToImmutable();
    }

    private static SelectItem? ParseItem(ref Cursor cursor)
    {
        if (cursor.TryTake('*'))
            return new SelectAll();
        if (cursor.TryTake("..."))
            return NameParser.Parse(ref cursor) is { } spread ? ParseEmbed(ref cursor, spread, alias: null, isSpread: true) : null;
        var isQuoted = cursor.IsAt('"');
        if (NameParser.Parse(ref cursor) is not { } name)
            return null;

        string? alias = null;
        if (cursor.IsAt(':') && !cursor.IsAt("::"))
        {
            cursor.Position++;
            alias = name;
            if (cursor.IsAt("..."))
            {
                cursor.Fail("field name (* or [a..z0..9_$])", "A spread cannot have an alias: its columns become the parent's.");
                return null;
            }

            isQuoted = cursor.IsAt('"');
            if (NameParser.Parse(ref cursor) is not { } aliased)
                return null;
            name = aliased;
        }

        if (name == "count" && !isQuoted && cursor.TryTake("()"))
            return ParseAggregateEnd(ref cursor, AggregateFunction.Count, field: null, alias, inputCast: null);
        return cursor.IsAt('(') || cursor.IsAt('!')
            ? ParseEmbed(ref cursor, name, alias, isSpread: false)
            : ParseField(ref cursor, name, alias);
    }

    private static SelectItem? ParseField(ref Cursor cursor, string name, string? alias)
    {
        if (FieldParser.ParsePath(ref cursor, name) is not { } field || !TryCast(ref cursor, out var cast))
            return null;
        if (!cursor.TryTake('.'))
            return EndsItem(ref cursor, "\"->>\", \"->\", \"::\", \".\", \")\", \",\" or end of input") ? new SelectField(field, alias, cast) : null;

        var start = cursor.Position;
        var word = cursor.TakeUntilAny("(,).:");
        if (AggregateNames.Find(word) is { } function && cursor.TryTake("()"))
            return ParseAggregateEnd(ref cursor, function, field, alias, cast);
        cursor.FailAtWord(start, "aggregate function (sum(), avg(), count(), max(), min())", HintAggregate(name, word));
        return null;
    }

    private static SelectAggregate? ParseAggregateEnd(
        ref Cursor cursor, AggregateFunction function, FieldPath? field, string? alias, string? inputCast) =>
        TryCast(ref cursor, out var outputCast) && EndsItem(ref cursor, "\"::\", \")\", \",\" or end of input")
            ? new(function, field, alias, inputCast, outputCast)
            : null;

    private static SelectEmbed? ParseEmbed(ref Cursor cursor, string relation, string? alias, bool isSpread)
    {
        string? hint = null;
        JoinKind? join = null;
        while (cursor.TryTake('!'))
        {
            var start = cursor.Position;
            var isQuoted = cursor.IsAt('"');
            if (NameParser.Parse(ref cursor) is not { } word)
                return null;
            var known = word switch
            {
                "inner" when !isQuoted => JoinKind.Inner,
                "left" when !isQuoted => JoinKind.Left,
                _ => default(JoinKind?),
            };
            if (known is null ? hint is not null : join is not null)
            {
                cursor.FailAtWord(start, "\"(\"", "One hint and one of !inner and !left, in any order.");
                return null;
            }

            join ??= known;
            hint ??= known is null ? word : null;
        }

        cursor.SkipBlanks();
        if (!cursor.Take('(') || !cursor.Enter() || ParseItems(ref cursor) is not { } items)
            return null;
        if (!cursor.TryTake(')'))
        {
            cursor.Fail("\",\" or \")\"");
            return null;
        }

        cursor.Leave();
        return new(relation, alias, hint, join ?? JoinKind.Left, isSpread, new TableQuery { Select = items });
    }

    private static string HintAggregate(string field, string word) =>
        NearestName.Hint(word, AggregateNames.All) ?? $"To select a column of an embedded relation, write {field}({word}).";

    private static bool TryCast(ref Cursor cursor, out string? type)
    {
        type = null;
        if (!cursor.TryTake("::"))
            return true;
        type = NameParser.ParseIdentifier(ref cursor, "letter or digit");
        return type is not null;
    }

    private static bool EndsItem(ref Cursor cursor, string expected) =>
        cursor.AtEnd || cursor.IsAt(',') || cursor.IsAt(')') || cursor.Fail(expected);
}
