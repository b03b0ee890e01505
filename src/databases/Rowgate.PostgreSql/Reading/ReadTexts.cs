// Hot path: bench/Postgres/PostgresPointRead
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Remembers the statements of plain reads, so that a query which differs from another in its values alone is not
/// written again.</summary>
/// <remarks>A read is plain when it shows columns of one relation, compared, ordered and limited: what is asked for most.</remarks>
internal sealed class ReadTexts
{
    // Shapes come from clients: what is remembered has a limit, and whatever is in use comes back soon.
    private const int StatementsMax = 4096;

    private readonly ConcurrentDictionary<ReadPlan, ReadStatement> _statements = new(PlainShape.Comparer);

    /// <summary>The statement of a plan.</summary>
    public Outcome<ReadStatement> StatementOf(ReadPlan plan, ReadOptions options)
    {
        if (options is not { Rendering: RowRendering.Json, Count: CountMethod.None } || !PlainShape.IsPlain(plan))
            return ReadCompiler.Compile(plan, options);
        var values = ValuesOf(plan);
        if (_statements.TryGetValue(plan, out var known))
            return known with { Values = values, IsWellFormed = WellFormed.IsTrueOf(plan.Filter) };
        var compiled = ReadCompiler.Compile(plan, options);
        if (!compiled.Accepted)
            return compiled;
        Debug.Assert(compiled.Value.Values.SequenceEqual(values, StringComparer.Ordinal), "The values of a plain read stand in another order than in its text.");
        if (_statements.Count >= StatementsMax)
            _statements.Clear();
        _statements.TryAdd(plan, compiled.Value);
        return compiled.Value with { IsWellFormed = WellFormed.IsTrueOf(plan.Filter) };
    }

    // In the order in which the parameters stand in the text.
    private static List<string?> ValuesOf(ReadPlan plan)
    {
        var values = new List<string?>(4);
        switch (plan.Filter)
        {
            case FieldPredicate only:
                Add(values, only.Operation);
                break;
            case PredicateGroup group:
                foreach (var item in group.Items)
                    Add(values, ((FieldPredicate)item).Operation);
                break;
        }

        if (plan.Limit is { } limit)
            values.Add(limit.ToString(CultureInfo.InvariantCulture));
        if (plan.Offset > 0)
            values.Add(plan.Offset.ToString(CultureInfo.InvariantCulture));
        return values;
    }

    private static void Add(List<string?> values, Operation operation)
    {
        if (PredicateSql.ValueOf(operation) is { } value)
            values.Add(value);
    }
}
