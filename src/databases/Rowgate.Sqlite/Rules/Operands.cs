using System.Collections.Immutable;
using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Rules;

/// <summary>Checks an operation against its field and reads its operands. SQL and the rules in process both start here,
/// so that they cannot understand a filter differently.</summary>
internal static class Operands
{
    /// <summary>The operands as values, one for each; or why the operation cannot be run.</summary>
    public static Outcome<ImmutableArray<SqlValue>> Read(BoundField field, Operation operation)
    {
        var kind = FieldKind.Of(field);
        return operation.Operator switch
        {
            ComparisonOperator.Is => ReadIs(kind, operation.Is),
            ComparisonOperator.Like or ComparisonOperator.ILike => ReadPatterns(kind, operation, RefuseLike),
            ComparisonOperator.Match => ReadPatterns(kind, operation, pattern => RefuseRegex(pattern, ignoreCase: false)),
            ComparisonOperator.IMatch => ReadPatterns(kind, operation, pattern => RefuseRegex(pattern, ignoreCase: true)),
            <= ComparisonOperator.IsDistinct => ReadValues(kind, operation),
            _ => new Refusal(
                RefusalCode.NotSupported,
                $"SQLite has no operator for \"{Spelling(operation.Operator)}\"",
                Details: $"The filter on \"{field.Column.Name}\" needs arrays, ranges or full text search of PostgreSQL.",
                Hint: "Use eq, in, like, ilike, match or a JSON path instead."),
        };
    }

    private static string Spelling(ComparisonOperator comparison) => comparison.ToString().ToLowerInvariant();

    private static Outcome<ImmutableArray<SqlValue>> ReadIs(FieldKind kind, IsValue value)
    {
        if (value is IsValue.Null or IsValue.NotNull || (!kind.HasPath && kind.Kind is ValueKind.Boolean or ValueKind.Any))
            return ImmutableArray<SqlValue>.Empty;
        var word = value.ToString().ToUpperInvariant();
        return new Refusal(
            RefusalCode.TypeMismatch, $"argument of IS {word} must be type boolean, not type {kind.TypeName}");
    }

    private static Outcome<ImmutableArray<SqlValue>> ReadPatterns(
        FieldKind kind, Operation operation, Func<string, Refusal?> refuse)
    {
        if (kind.Kind is not (ValueKind.Text or ValueKind.Any or ValueKind.Date or ValueKind.Time or ValueKind.Timestamp or ValueKind.Uuid))
        {
            return new Refusal(
                RefusalCode.OperatorNotFound,
                $"operator does not exist: {kind.TypeName} {Sign(operation.Operator)} unknown",
                Hint: "No operator matches the given name and argument types. Patterns fit text; behind a JSON path use ->>.");
        }

        var values = ImmutableArray.CreateBuilder<SqlValue>(operation.Values.Length);
        foreach (var pattern in operation.Values)
        {
            if (pattern is not null && (RefuseLong(pattern) ?? refuse(pattern)) is { } refusal)
                return refusal;
            values.Add(pattern is null ? SqlValue.Null : SqlValue.Of(pattern));
        }

        return values.MoveToImmutable();
    }

    private static string Sign(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Like => "~~",
        ComparisonOperator.ILike => "~~*",
        ComparisonOperator.Match => "~",
        _ => "~*",
    };

    private static Refusal? RefuseLong(string pattern) =>
        pattern.Length > PatternBudget.LengthMax || pattern.Contains('\0', StringComparison.Ordinal)
            ? new(RefusalCode.QueryTooComplex, $"A pattern has at most {PatternBudget.LengthMax} characters, none of them NUL")
            : null;

    private static Refusal? RefuseLike(string pattern) =>
        new LikePattern(pattern, ignoreCase: false).EndsInEscape
            ? new(RefusalCode.InvalidEscape, "LIKE pattern must not end with escape character")
            : null;

    private static Refusal? RefuseRegex(string pattern, bool ignoreCase)
    {
        try
        {
            _ = new TextPattern(pattern, ignoreCase);
            return null;
        }
        catch (ArgumentException cause)
        {
            return new(RefusalCode.InvalidRegularExpression, $"invalid regular expression: \"{pattern}\"", cause.Message);
        }
    }

    private static Outcome<ImmutableArray<SqlValue>> ReadValues(FieldKind kind, Operation operation)
    {
        var values = ImmutableArray.CreateBuilder<SqlValue>(operation.Values.Length);
        foreach (var text in operation.Values)
        {
            var value = text is null ? SqlValue.Null : kind is { HasPath: true, Kind: ValueKind.Json } ? ReadJson(text) : Operand.Read(kind.Kind, text);
            if (!value.Accepted)
                return value.Refusal;
            values.Add(value.Value);
        }

        return values.MoveToImmutable();
    }

    // Behind -> the operand is JSON too, as in PostgreSQL.
    private static Outcome<SqlValue> ReadJson(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text.Trim());
        if (JsonText.IsValid(utf8))
            return DocumentPath.Comparable(utf8);
        return new Refusal(
            RefusalCode.InvalidText,
            "invalid input syntax for type json",
            $"Token \"{text}\" is invalid.",
            "Behind -> the value is JSON, so a text needs quotes. To compare text, use ->>.");
    }
}
