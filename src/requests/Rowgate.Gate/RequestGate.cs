using System.Collections.Immutable;
using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;
using Rowgate.Gate.Accounting;
using Rowgate.Gate.Bodies;
using Rowgate.Gate.Execution;
using Rowgate.Gate.Planning;
using Rowgate.Gate.Requests;

namespace Rowgate.Gate;

/// <summary>The pipeline that every request passes: admit, plan, authorise, execute. The front accounts for it at the end.</summary>
/// <remarks>Safe for many callers at once. Knows nothing of HTTP: a front parses a request and writes the answer.</remarks>
public sealed class RequestGate(IDatabase database, AccessRules access)
{
    private readonly SchemaLook _schema = new(database);
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

    /// <summary>The schemas that are served; the first is the one that a request without a profile means.</summary>
    public ImmutableArray<string> Schemas => database.Schemas;

    /// <summary>Why nothing can be planned yet; null when all is well.</summary>
    public Refusal? WhyNotReady => database.WhyNotReady;

    /// <summary>True when a session's time zone decides how points in time are shown.</summary>
    public bool HonoursTimeZone => database.HonoursTimeZone;

    /// <summary>True when <see cref="ImportAsync"/> works with this database.</summary>
    public bool CanImport => database.CanImport;

    /// <summary>True when the database renders rows like this itself.</summary>
    public bool Renders(RowRendering rendering) => database.Renders(rendering);

    /// <summary>All that is served, whoever asks.</summary>
    /// <returns>The catalog, or why the caller may know of nothing.</returns>
    public Outcome<DatabaseCatalog> Describe(Caller caller) =>
        access.Admit(caller) is { } refusal ? refusal : database.Catalog;

    /// <summary>What a caller may use of all that is served.</summary>
    /// <returns>The catalog with no more than that, or why the caller may know of nothing.</returns>
    public async ValueTask<Outcome<DatabaseCatalog>> DescribeAsync(
        Caller caller, RequestSession session, CancellationToken cancellationToken) =>
        access.Admit(caller) is { } refusal ? refusal : await database.VisibleAsync(session, cancellationToken);

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
        return await _schema.HasMovedAsync(plan.Refusal, catalog, cancellationToken) ? Plan(request, database.Catalog) : plan;
    }

    /// <summary>Runs a read.</summary>
    /// <returns>The rows, to be disposed by the caller; or why there are none.</returns>
    public async ValueTask<Outcome<ReadOutcome>> ReadAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        var catalog = database.Catalog;
        var rows = await TryReadAsync(request, catalog, cancellationToken);
        return await _schema.HasMovedAsync(rows.Refusal, catalog, cancellationToken)
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
        return await _schema.HasMovedAsync(plan.Refusal, catalog, cancellationToken) ? Plan(request, rows.Value, database.Catalog) : plan;
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
        return await _schema.HasMovedAsync(done.Refusal, catalog, cancellationToken)
            ? await TryWriteAsync(request, rows.Value, database.Catalog, cancellationToken)
            : done;
    }

    /// <summary>Plans a call without running it: tells what would be refused.</summary>
    public ValueTask<Outcome<CallPlan>> PlanAsync(CallRequest request, CancellationToken cancellationToken) =>
        new CallRunner(database, access, _schema, _limits).PlanAsync(request, cancellationToken);

    /// <summary>Calls a function as one transaction.</summary>
    /// <param name="plan">As <see cref="PlanAsync(CallRequest, CancellationToken)"/> gave it.</param>
    /// <param name="request">What the plan was made of, with the form that the function allows.</param>
    /// <param name="cancellationToken">Undoes the call when it is not committed yet.</param>
    /// <returns>What it returns, to be disposed by the caller; or why there is nothing.</returns>
    public ValueTask<Outcome<CallOutcome>> CallAsync(CallPlan plan, CallRequest request, CancellationToken cancellationToken) =>
        new CallRunner(database, access, _schema, _limits).CallAsync(plan, request, cancellationToken);

    /// <summary>Writes many rows from a stream as one transaction.</summary>
    /// <returns>How much was written; or why nothing was.</returns>
    public ValueTask<Outcome<WriteResult>> ImportAsync(ImportRequest request, CancellationToken cancellationToken) =>
        new ImportRunner(database, access, _schema).ImportAsync(request, cancellationToken);

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
        request.Times?.End(RequestStep.Plan);
        if (!plan.Accepted)
            return plan.Refusal;
        var count = request.CountOnly && request.Count == CountMethod.None ? CountMethod.Exact : request.Count;

        // What code of the database wants of the response is told only when it runs.
        var rows = await database.ReadAsync(
            request.CountOnly && !CodeUse.IsIn(plan.Value) ? plan.Value with { Limit = 0 } : plan.Value,
            new ReadOptions(count, WithMark: false, request.Form.Rendering, request.Form.Handler, request.Form.Explain),
            request.Session,
            cancellationToken);
        if (!rows.Accepted)
            return rows.Refusal;
        var first = await FirstBatch.ReadAsync(rows.Value, cancellationToken);
        request.Times?.End(RequestStep.Run);
        return first.Accepted ? new ReadOutcome(plan.Value, rows.Value, first.Value) : first.Refusal;
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
        request.Times?.End(RequestStep.Plan);
        if (!plan.Accepted)
            return plan.Refusal;
        var form = new ReadOptions(
            CountMethod.None, WithMark: false, request.Form.Rendering, request.Form.Handler, request.Form.Explain);
        var result = await database.WriteAsync(plan.Value, form, request.Session, cancellationToken);
        request.Times?.End(RequestStep.Run);
        return result.Accepted ? new WriteOutcome(plan.Value, result.Value) : result.Refusal;
    }
}
