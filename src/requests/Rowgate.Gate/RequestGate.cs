using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;
using Rowgate.Gate.Bodies;
using Rowgate.Gate.Planning;
using Rowgate.Gate.Requests;

namespace Rowgate.Gate;

/// <summary>The pipeline that every request passes: admit, plan, authorise, execute. The front accounts for it at the end.</summary>
/// <remarks>Safe for many callers at once. Knows nothing of HTTP: a front parses a request and writes the answer.</remarks>
public sealed class RequestGate(IDatabase database, AccessRules access)
{
    private volatile BindOptions _limits = new() { AggregatesEnabled = true };

    /// <summary>What queries may ask for; with aggregates and without a limit until somebody sets it. Takes effect with
    /// the next request.</summary>
    public BindOptions Limits
    {
        get => _limits;
        set => _limits = value;
    }

    /// <summary>Product and version of the database, for people.</summary>
    public string Product => database.Product;

    /// <summary>The schema that a request without a profile means.</summary>
    public string DefaultSchema => database.DefaultSchema;

    /// <summary>The relations that a caller may know of.</summary>
    /// <returns>The catalog, or why the caller may know of nothing.</returns>
    public Outcome<DatabaseCatalog> Describe(Caller caller) =>
        access.Admit(caller) is { } refusal ? refusal : database.Catalog;

    /// <summary>One relation, looked for again when the schema has moved.</summary>
    public async ValueTask<Outcome<Relation>> DescribeAsync(
        Caller caller, TableName name, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(new ReadRequest(caller, name, TableQuery.All), cancellationToken);
        return plan.Accepted ? plan.Value.Source : plan.Refusal;
    }

    /// <summary>True when the caller may write this relation at all.</summary>
    public bool MayWrite(Caller caller, Relation relation) => access.CheckWrite(caller, relation) is null;

    /// <summary>Plans a read without running it: tells what would be refused.</summary>
    public async ValueTask<Outcome<ReadPlan>> PlanAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        var catalog = database.Catalog;
        var plan = Plan(request, catalog);
        return await HasMovedAsync(plan.Refusal, catalog, cancellationToken) ? Plan(request, database.Catalog) : plan;
    }

    /// <summary>Runs a read.</summary>
    /// <returns>The rows, to be disposed by the caller; or why there are none.</returns>
    public async ValueTask<Outcome<ReadOutcome>> ReadAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        var catalog = database.Catalog;
        var rows = await TryReadAsync(request, catalog, cancellationToken);
        return await HasMovedAsync(rows.Refusal, catalog, cancellationToken)
            ? await TryReadAsync(request, database.Catalog, cancellationToken)
            : rows;
    }

    /// <summary>Plans a write without running it: tells what would be refused.</summary>
    public async ValueTask<Outcome<WritePlan>> PlanAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        var rows = ReadBody(request);
        if (!rows.Accepted)
            return rows.Refusal;
        var catalog = database.Catalog;
        var plan = Plan(request, rows.Value, catalog);
        return await HasMovedAsync(plan.Refusal, catalog, cancellationToken) ? Plan(request, rows.Value, database.Catalog) : plan;
    }

    /// <summary>Runs a write as one transaction.</summary>
    /// <returns>What was done, after the commit; or why nothing was.</returns>
    public async ValueTask<Outcome<WriteOutcome>> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        var rows = ReadBody(request);
        if (!rows.Accepted)
            return rows.Refusal;
        var catalog = database.Catalog;
        var done = await TryWriteAsync(request, rows.Value, catalog, cancellationToken);
        return await HasMovedAsync(done.Refusal, catalog, cancellationToken)
            ? await TryWriteAsync(request, rows.Value, database.Catalog, cancellationToken)
            : done;
    }

    // What an outdated catalog can be the reason for. A refused statement has changed nothing, so it may be tried again.
    private static bool IsWorthAnotherLook(Refusal? refusal) =>
        refusal is not null
        && (refusal.Code == RefusalCode.RelationNotFound
            || refusal.Code == RefusalCode.ColumnNotFound
            || refusal.Code == RefusalCode.PayloadColumnNotFound
            || refusal.Code == RefusalCode.RelationshipNotFound
            || refusal.Code == RefusalCode.ConflictTargetNotUnique
            || refusal.Code == RefusalCode.NotWritable
            || refusal.Code == RefusalCode.DatabaseFault);

    // Looks at the schema again after a refusal. Another catalog than the one used means that the request is worth
    // another try; the database may have noticed by itself that it needed one.
    private async ValueTask<bool> HasMovedAsync(Refusal? refusal, DatabaseCatalog used, CancellationToken cancellationToken)
    {
        if (!IsWorthAnotherLook(refusal))
            return false;
        await database.RefreshAsync(cancellationToken);
        return !ReferenceEquals(database.Catalog, used);
    }

    private Outcome<BodyRows> ReadBody(WriteRequest request)
    {
        if (access.Admit(request.Caller) is { } refusal)
            return refusal;
        return request.Kind == WriteKind.Delete
            ? BodyRows.None
            : Body.Read(request.Body, request.Format, mayDiffer: request.Query.Columns is not null && request.Kind != WriteKind.Put);
    }

    private Outcome<ReadPlan> Plan(ReadRequest request, DatabaseCatalog catalog)
    {
        if (access.Admit(request.Caller) is { } refusal)
            return refusal;
        var plan = QueryBinder.Bind(catalog, request.Relation, request.Query, _limits);
        return plan.Accepted ? access.Authorise(request.Caller, plan.Value) : plan;
    }

    private async ValueTask<Outcome<ReadOutcome>> TryReadAsync(
        ReadRequest request, DatabaseCatalog catalog, CancellationToken cancellationToken)
    {
        var plan = Plan(request, catalog);
        if (!plan.Accepted)
            return plan.Refusal;
        var rows = await database.ReadAsync(
            request.CountOnly ? plan.Value with { Limit = 0 } : plan.Value,
            new ReadOptions(CountTotal: request.CountTotal || request.CountOnly),
            cancellationToken);
        if (!rows.Accepted)
            return rows.Refusal;
        var first = default(Outcome<RowBatch>?);
        try
        {
            first = await rows.Value.NextAsync(cancellationToken);
        }
        finally
        {
            if (first is not { Accepted: true })
                await rows.Value.DisposeAsync();
        }

        return first.Value.Accepted ? new ReadOutcome(plan.Value, rows.Value, first.Value.Value) : first.Value.Refusal;
    }

    private Outcome<WritePlan> Plan(WriteRequest request, BodyRows rows, DatabaseCatalog catalog)
    {
        var plan = WritePlanner.Plan(request, rows, database.Rules, catalog, _limits);
        return plan.Accepted ? access.Authorise(request.Caller, plan.Value) : plan;
    }

    private async ValueTask<Outcome<WriteOutcome>> TryWriteAsync(
        WriteRequest request, BodyRows rows, DatabaseCatalog catalog, CancellationToken cancellationToken)
    {
        var plan = Plan(request, rows, catalog);
        if (!plan.Accepted)
            return plan.Refusal;
        var result = await database.WriteAsync(plan.Value, cancellationToken);
        return result.Accepted ? new WriteOutcome(plan.Value, result.Value) : result.Refusal;
    }
}
