using System.Collections.Immutable;
using System.Text.Json;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Core.Values;
using Rowgate.Gate.Bodies;
using Rowgate.Gate.Requests;

namespace Rowgate.Gate.Planning;

/// <summary>Makes a plan of a PUT: the whole row under the key in the URL, new or in place of the one there.</summary>
internal static class PutPlanner
{
    /// <summary>Plans a PUT.</summary>
    public static Outcome<WritePlan> Plan(WriteRequest request, BodyRows rows, Relation target, ValueRules rules)
    {
        if (request.Query.Limit is not null || request.Query.Offset != 0)
            return new Refusal(RefusalCode.PutWithLimit, "limit/offset querystring parameters are not allowed for PUT");
        if (Operands(request.Query.Where, target) is not { } operands)
        {
            return new Refusal(
                RefusalCode.PutFiltersNotKey,
                "Filters must include all and only primary key columns with 'eq' operators",
                Hint: target.PrimaryKey.IsEmpty ? "The relation has no primary key: use POST or PATCH." : null);
        }

        var columns = PayloadColumns.Find(target, rows.Keys);
        if (!columns.Accepted)
            return columns.Refusal;
        if (rows.Count != 1 || !HasKey(rows.First.Span, target, operands, rules))
            return new Refusal(RefusalCode.PutKeyMismatch, "Payload values do not match URL in primary key column(s)");
        return new InsertPlan
        {
            Target = target,
            Columns = columns.Value,
            Rows = rows.ToArray(),
            MissingIsDefault = request.MissingIsDefault,
            OnConflict = new([.. target.PrimaryKey.Select(ordinal => target.Columns[ordinal])], Merge: true),
            // As text, which every type reads: not all that is a number in a URL is one in JSON.
            PutKey = [.. operands.Select(operand => JsonSerializer.Serialize(operand))],
        };
    }

    // What the filters ask of each key column, in key order; null when they are anything but 'eq' on exactly the key.
    private static ImmutableArray<string>? Operands(ImmutableArray<Condition> filters, Relation target)
    {
        if (target.PrimaryKey.IsEmpty || filters.Length != target.PrimaryKey.Length)
            return null;
        var operands = ImmutableArray.CreateBuilder<string>(filters.Length);
        foreach (var ordinal in target.PrimaryKey)
        {
            var name = target.Columns[ordinal].Name;
            var filter = filters.OfType<Comparison>().FirstOrDefault(filter => filter.Field.Column == name);
            if (filter is not { Field.Path.IsEmpty: true, Operation: { Operator: ComparisonOperator.Eq, Negated: false } operation }
                || operation.Quantifier != Quantifier.None)
            {
                return null;
            }

            operands.Add(operation.Value);
        }

        return operands.MoveToImmutable();
    }

    private static bool HasKey(
        ReadOnlySpan<byte> row, Relation target, ImmutableArray<string> operands, ValueRules rules)
    {
        var reader = new Utf8JsonReader(row, JsonDepth.Any);
        reader.Read();
        var matches = new bool[operands.Length];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = target.Find(reader.GetString()!)!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var part = target.PrimaryKey.IndexOf(column.Ordinal);
            if (part >= 0)
                matches[part] = IsSame(column, row[start..(int)reader.BytesConsumed], operands[part], rules);
        }

        return !matches.Contains(false);
    }

    private static bool IsSame(Column column, ReadOnlySpan<byte> literal, string operand, ValueRules rules)
    {
        if (LiteralReader.Text(literal) == operand && !LiteralReader.IsNull(literal))
            return true;
        return rules.KeyOf(column, literal) is { } value && rules.KeyOf(column, operand) == value;
    }
}
