using System.Collections.Immutable;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>Logic trees: <c>or(a.eq.1,not.and(b.gt.2,c.is.null))</c>.</summary>
internal static class LogicParser
{
    private const string ExpectedItem = "field name (* or [a..z0..9_$]), negation operator (not) or logic operator (and, or)";

    /// <summary>The tree that fills the text; its operator comes first, as in <c>not.or(…)</c>.</summary>
    public static Condition? ParseAll(ref Cursor cursor)
    {
        if (ParseGroup(ref cursor) is not { } group)
            return null;
        if (cursor.AtEnd)
            return group;
        cursor.Fail("end of input");
        return null;
    }

    private static Condition? ParseItem(ref Cursor cursor)
    {
        cursor.SkipBlanks();
        if (StartsGroup(cursor))
            return ParseGroup(ref cursor);
        if (cursor.AtEnd || cursor.IsAt(')') || cursor.IsAt(','))
        {
            cursor.Fail(ExpectedItem);
            return null;
        }

        if (!cursor.AddPart() || FieldParser.Parse(ref cursor) is not { } field)
            return null;
        if (!cursor.TryTake('.'))
        {
            cursor.Fail("delimiter (.)", cursor.IsAt('(') ? "The logic operators are and, or, not.and and not.or." : null);
            return null;
        }

        return OperationParser.Parse(ref cursor, inTree: true) is { } operation ? new Comparison(field, operation) : null;
    }

    private static ConditionGroup? ParseGroup(ref Cursor cursor)
    {
        var negated = cursor.TryTake("not.");
        var isOr = !cursor.TryTake("and");
        if (isOr && !cursor.TryTake("or"))
        {
            cursor.Fail("logic operator (and, or)");
            return null;
        }

        cursor.SkipBlanks();
        if (!cursor.Take('(') || !cursor.Enter())
            return null;
        var items = ImmutableArray.CreateBuilder<Condition>();
        do
        {
            if (ParseItem(ref cursor) is not { } item)
                return null;
            items.Add(item);
            cursor.SkipBlanks();
        }
        while (cursor.TryTake(','));

        if (!cursor.TryTake(')'))
        {
            cursor.Fail("\",\" or \")\"", "Put values that contain , or ) in double quotes.");
            return null;
        }

        cursor.Leave();
        cursor.SkipBlanks();
        return new(isOr, negated, items.DrainToImmutable());
    }

    // A column may be called "and" or "not": only an operator with its parenthesis starts a group.
    private static bool StartsGroup(Cursor ahead)
    {
        ahead.TryTake("not.");
        if (!ahead.TryTake("and") && !ahead.TryTake("or"))
            return false;
        ahead.SkipBlanks();
        return ahead.IsAt('(');
    }
}
