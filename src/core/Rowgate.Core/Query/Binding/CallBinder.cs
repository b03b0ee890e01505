using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Binding;

/// <summary>Finds the function of a call, and the names of the query on its result.</summary>
public static class CallBinder
{
    /// <summary>Binds a call.</summary>
    /// <param name="catalog">Where to look.</param>
    /// <param name="name">The function's name; overloads are told apart by the arguments.</param>
    /// <param name="arguments">The names of the arguments, each once.</param>
    /// <param name="content">What the body holds.</param>
    /// <param name="query">The query on the rows it returns.</param>
    /// <param name="options">What the query may ask for.</param>
    /// <returns>The call; or PGRST202 (no such function), PGRST203 (several), or what a read would be refused with.</returns>
    public static Outcome<BoundCall> Bind(
        DatabaseCatalog catalog,
        TableName name,
        IReadOnlyCollection<string> arguments,
        CallContent content,
        TableQuery query,
        BindOptions options)
    {
        var given = arguments.ToHashSet(StringComparer.Ordinal);
        var chosen = FunctionFinder.Find(catalog, name, given, content);
        if (!chosen.Accepted)
            return chosen.Refusal;
        var function = chosen.Value;
        // What a single row has no need for, it is spared: a limit of ours could only hide the row.
        var limits = function.Result.IsSet ? options : options with { RowsMax = null };
        ReadPlan? result = null;
        if (function.Result.Rows is { Columns.IsEmpty: false } rows)
        {
            var plan = new PlanBinder(catalog, limits).Bind(rows, query);
            if (!plan.Accepted)
                return plan.Refusal;
            result = plan.Value;
        }

        return new BoundCall(
            function,
            result,
            result?.Limit ?? limits.CapLimit(query.Limit),
            query.Offset,
            TakesBody: !FunctionFinder.Fits(function, given, content));
    }
}
