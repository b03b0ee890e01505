using System.Collections.Immutable;
using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.Gate.Accounting;
using Rowgate.Gate.Planning;
using Rowgate.Gate.Requests;

namespace Rowgate.Gate.Execution;

/// <summary>Plans imports and runs them.</summary>
internal sealed class ImportRunner(IDatabase database, AccessRules access, SchemaLook schema)
{
    /// <summary>Runs an import. The body can be read once only, so a statement that is refused is not tried again.</summary>
    public async ValueTask<Outcome<WriteResult>> ImportAsync(ImportRequest request, CancellationToken cancellationToken)
    {
        if (access.Admit(request.Caller) is { } refusal)
            return refusal;
        var catalog = database.Catalog;
        var plan = Plan(request, catalog);
        if (await schema.HasMovedAsync(plan.Refusal, catalog, cancellationToken))
            plan = Plan(request, database.Catalog);
        request.Times?.End(RequestStep.Plan);
        if (!plan.Accepted)
            return plan.Refusal;
        var done = await database.ImportAsync(plan.Value, request.Rows, request.Session, cancellationToken);
        request.Times?.End(RequestStep.Run);
        return done;
    }

    private Outcome<ImportPlan> Plan(ImportRequest request, DatabaseCatalog catalog)
    {
        var relation = QueryBinder.FindRelation(catalog, request.Relation);
        if (!relation.Accepted)
            return relation.Refusal;
        var target = relation.Value;
        if ((Writability.Check(target, WriteKind.Insert) ?? access.CheckWrite(request.Caller, target)) is { } refusal)
            return refusal;
        var columns = default(ImmutableArray<Column>?);
        if (request.Columns is { } names)
        {
            var found = PayloadColumns.Find(target, names);
            if (!found.Accepted)
                return found.Refusal;
            columns = found.Value;
        }

        return new ImportPlan(target, columns, request.Format, new Actor(request.Caller.Service, request.Id));
    }
}
