using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.Gate.Accounting;
using Rowgate.Gate.Bodies;
using Rowgate.Gate.Planning;
using Rowgate.Gate.Requests;

namespace Rowgate.Gate.Execution;

/// <summary>Plans calls of functions and runs them.</summary>
internal sealed class CallRunner(IDatabase database, AccessRules access, SchemaLook schema, BindOptions limits)
{
    /// <summary>Plans a call without running it.</summary>
    public async ValueTask<Outcome<CallPlan>> PlanAsync(CallRequest request, CancellationToken cancellationToken)
    {
        var payload = Read(request);
        if (!payload.Accepted)
            return payload.Refusal;
        var catalog = database.Catalog;
        var plan = Plan(request, payload.Value, catalog);
        return await schema.HasMovedAsync(plan.Refusal, catalog, cancellationToken)
            ? Plan(request, payload.Value, database.Catalog)
            : plan;
    }

    /// <summary>Runs a call. It is not tried again: what a function has begun is undone, but not its effects outside.</summary>
    public async ValueTask<Outcome<CallOutcome>> CallAsync(
        CallPlan plan, CallRequest request, CancellationToken cancellationToken)
    {
        request.Times?.End(RequestStep.Plan);
        var options = new ReadOptions(
            request.IsCounted ? CountMethod.Exact : CountMethod.None,
            WithMark: false,
            request.Form.Rendering,
            request.Form.Handler,
            request.Form.Explain);
        var rows = await database.CallAsync(plan with { IsSingular = request.IsSingular }, options, request.Session, cancellationToken);
        if (!rows.Accepted)
            return rows.Refusal;
        var first = await FirstBatch.ReadAsync(rows.Value, cancellationToken);
        request.Times?.End(RequestStep.Run);
        return first.Accepted ? new CallOutcome(plan, rows.Value, first.Value) : first.Refusal;
    }

    private Outcome<CallPayload> Read(CallRequest request) =>
        access.Admit(request.Caller) is { } refusal ? refusal : CallPayload.Read(request);

    private Outcome<CallPlan> Plan(CallRequest request, CallPayload payload, DatabaseCatalog catalog)
    {
        if (payload.WhyNoArguments is { } refusal && !catalog.FunctionsNamed(request.Function).Any(function => function.TakesBody))
            return refusal;
        var bound = CallBinder.Bind(catalog, request.Function, payload.Names, payload.Content, request.Query, limits);
        if (!bound.Accepted)
            return bound.Refusal;
        var function = bound.Value.Function;
        if (request.AffectedMax is not null && !function.Result.IsSet)
        {
            return new Refusal(
                RefusalCode.AffectedMaxOfSingleResult,
                "Function must return SETOF or TABLE when max-affected preference is used with handling=strict");
        }

        return access.Authorise(request.Caller, new CallPlan
        {
            Function = function,
            Arguments = payload.For(bound.Value),
            Result = bound.Value.Result,
            Limit = bound.Value.Limit,
            Offset = bound.Value.Offset,
            IsReadOnly = request.IsReadOnly || function.Volatility != Volatility.Volatile,
            AffectedMax = request.AffectedMax,
            IsRolledBack = request.IsRolledBack,
            Actor = new Actor(request.Caller.Service, request.Id),
        });
    }
}
