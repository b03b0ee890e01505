using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Gate.Bodies;
using Rowgate.Gate.Requests;

namespace Rowgate.Gate.Planning;

/// <summary>Makes a plan of a write: names found, body checked, keys of a PUT compared.</summary>
internal static class WritePlanner
{
    /// <summary>Plans a write.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="rows">Its body; no rows for a delete.</param>
    /// <param name="rules">How the database compares values.</param>
    /// <param name="catalog">Where to look.</param>
    /// <param name="options">What the select list may ask for.</param>
    public static Outcome<WritePlan> Plan(
        WriteRequest request, BodyRows rows, ValueRules rules, DatabaseCatalog catalog, BindOptions options)
    {
        var relation = QueryBinder.FindRelation(catalog, request.Relation);
        if (!relation.Accepted)
            return relation.Refusal;
        var target = relation.Value;
        if (Writability.Check(target, request.Kind) is { } readOnly)
            return readOnly;
        var shown = request.WantsRows
            ? QueryBinder.BindReturning(catalog, target, request.Query, options)
            : default(Outcome<ReadPlan>?);
        if (shown is { Accepted: false, Refusal: { } refusal })
            return refusal;

        var plan = request.Kind switch
        {
            WriteKind.Insert => Insert(request, rows, target),
            WriteKind.Put => PutPlanner.Plan(request, rows, target, rules),
            WriteKind.Update => Update(request, rows, target),
            _ => Delete(request, target),
        };
        if (!plan.Accepted)
            return plan;
        return plan.Value with
        {
            Returning = shown?.Value,
            AffectedMax = request.AffectedMax,
            IsSingular = request.IsSingular,
            IsRolledBack = request.IsRolledBack,
            Actor = new Actor(request.Caller.Service, request.Id),
        };
    }

    private static Outcome<WritePlan> Insert(WriteRequest request, BodyRows rows, Relation target)
    {
        var columns = PayloadColumns.Find(target, request.Query.Columns ?? rows.Keys);
        if (!columns.Accepted)
            return columns.Refusal;
        var conflict = ConflictTarget.Find(target, request);
        if (conflict is { Accepted: false, Refusal: { } refusal })
            return refusal;
        return new InsertPlan
        {
            Target = target,
            Columns = columns.Value,
            Rows = rows.ToArray(),
            MissingIsDefault = request.MissingIsDefault,
            OnConflict = conflict?.Value,
            ShowsKey = request.WantsKey,
        };
    }

    private static Outcome<WritePlan> Update(WriteRequest request, BodyRows rows, Relation target)
    {
        var columns = PayloadColumns.Find(target, request.Query.Columns ?? rows.Keys, isUpdate: true);
        if (!columns.Accepted)
            return columns.Refusal;
        var filter = QueryBinder.BindFilter(target, request.Query.Where);
        if (!filter.Accepted)
            return filter.Refusal;

        // Without a row there is nothing to set, whatever columns the request names.
        return new UpdatePlan
        {
            Target = target,
            Columns = rows.Count == 0 ? [] : columns.Value,
            Row = rows.First,
            Filter = filter.Value,
            MissingIsDefault = request.MissingIsDefault,
        };
    }

    private static Outcome<WritePlan> Delete(WriteRequest request, Relation target)
    {
        var filter = QueryBinder.BindFilter(target, request.Query.Where);
        return filter.Accepted ? new DeletePlan { Target = target, Filter = filter.Value } : filter.Refusal;
    }
}
