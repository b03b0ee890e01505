using System.Collections.Immutable;
using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;
using Rowgate.Live.Following;
using Rowgate.Live.Matching;
using Rowgate.Live.Results;
using Rowgate.Live.Rows;

namespace Rowgate.Live.Planning;

/// <summary>Binds queries, asks whether they are allowed, and decides how each is followed.</summary>
/// <param name="database">Where the relations are.</param>
/// <param name="access">Who may read what.</param>
/// <param name="index">Hears of schema changes.</param>
internal sealed class QueryPlanner(IDatabase database, AccessRules access, QueryIndex index)
{
    private int _knownSchemaChanges;

    /// <summary>Decides whether a caller may ask anything at all.</summary>
    /// <returns>Null when the caller may.</returns>
    public Refusal? Admit(Caller caller) => access.Admit(caller);

    /// <summary>Binds a query and asks whether it is allowed.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="relation">The table or view.</param>
    /// <param name="query">What to show of it.</param>
    /// <param name="options">What it may ask for.</param>
    /// <param name="cancellationToken">Stops looking at the schema.</param>
    /// <returns>The plan; or why there is none.</returns>
    public async ValueTask<Outcome<ReadPlan>> PlanAsync(
        Caller caller, TableName relation, TableQuery query, BindOptions options, CancellationToken cancellationToken)
    {
        // First, because errors name tables and columns.
        if (Admit(caller) is { } refusal)
            return refusal;

        // Nobody is told again of a schema change that went through before the query was bound.
        var changes = index.SchemaChanges;
        if (changes != Volatile.Read(ref _knownSchemaChanges))
        {
            await database.RefreshAsync(cancellationToken);
            Volatile.Write(ref _knownSchemaChanges, changes);
        }

        var plan = Plan(caller, relation, query, options);
        // What the query names may be newer than the catalog.
        if (!plan.Accepted && await database.RefreshAsync(cancellationToken))
            plan = Plan(caller, relation, query, options);
        return plan;
    }

    /// <summary>Decides how a query is followed.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="session">On whose behalf the database reads.</param>
    /// <param name="query">The query as written.</param>
    /// <param name="plan">The query as bound.</param>
    public BoundQuery Follow(Caller caller, RequestSession session, TableQuery query, ReadPlan plan)
    {
        var scope = ScopeOf(plan);
        var name = string.Join(
            '\n',
            caller.Role,
            plan.Source.Name,
            QueryText.Of(query),
            string.Join(',', scope.Shapes.Select(shape => shape.Id)),
            session.Role);
        // The role decides which columns may be read; claims and time zone matter only where the database makes the rows.
        return session.TimeZone is null && RowsOf(name, plan, session) is { } rows
            ? new(plan, scope, rows, Result: null)
            : new(plan, scope, Rows: null, ResultOf($"{name}\n{session.TimeZone}\n{session.Claims}", plan, scope, session));
    }

    /// <summary>Why a query cannot be followed; null when it can.</summary>
    /// <param name="plan">The query as bound.</param>
    public Refusal? WhyNotFollowed(ReadPlan plan)
    {
        if (database.WhyNotFollowed is { } refusal)
            return refusal;
        var unseen = TablesOf(plan).Select(database.Catalog.Find).FirstOrDefault(relation => relation?.WhyNotCaptured is not null);
        return unseen is null
            ? null
            : new(
                RefusalCode.NotSupported,
                $"The changes of {unseen.Name} cannot be captured, so that it cannot be followed",
                unseen.WhyNotCaptured,
                "Read it without following it.");
    }

    /// <summary>Looks at the schema, and tells which tables of a query have another shape than it was bound to.</summary>
    /// <returns>The tables with their shapes now; null for one that is gone.</returns>
    public async ValueTask<IReadOnlyList<(TableName Table, TableShape? Shape)>> RefreshAsync(
        TableScope scope, CancellationToken cancellationToken)
    {
        await database.RefreshAsync(cancellationToken);
        var catalog = database.Catalog;
        return
        [
            .. from bound in scope.Shapes
               let shape = catalog.Find(bound.Table) is { } relation ? TableShape.Of(relation) : null
               where shape?.Id != bound.Id
               select (bound.Table, shape),
        ];
    }

    private Outcome<ReadPlan> Plan(Caller caller, TableName relation, TableQuery query, BindOptions options)
    {
        var plan = QueryBinder.Bind(database.Catalog, relation, query, options);
        return plan.Accepted ? access.Authorise(caller, plan.Value) : plan;
    }

    private RowQuery? RowsOf(string name, ReadPlan plan, RequestSession session)
    {
        if (plan is not { Source: { Kind: RelationKind.Table, HasRowSecurity: false, BaseTables.IsEmpty: true }, Limit: null, Offset: 0 }
            || FieldsOf(plan).Any(field => field.Column.Function is not null || field.Column.Representation is not null)
            || ColumnsOf(plan).Any(column => !database.PrintsAsCapture(column, session))
            || index.HasOtherImages(TableShape.Of(plan.Source))
            || plan.Order.Any(key => key.Embed is not null)
            || RowPredicate.Compile(plan.Filter, database.Rules) is not { } filter
            || RowProjector.Compile(plan, database.Rules) is not { } projector)
        {
            return null;
        }

        return new()
        {
            Name = name,
            Shape = TableShape.Of(plan.Source),
            Plan = plan,
            Session = session,
            Filter = filter,
            Equality = EqualityTerm.Of(plan, database.Rules),
            View = new(plan.Source, ViewName(plan), projector, HiddenKey(plan)),
        };
    }

    private static ResultPlan ResultOf(string name, ReadPlan plan, TableScope scope, RequestSession session)
    {
        var key = plan.IsAggregate ? [] : KeyOf(plan);
        return new()
        {
            Name = name,
            Plan = key.IsEmpty ? plan : plan with { Projections = [new KeyProjection(), .. plan.Projections] },
            Session = session,
            Scope = scope,
            Key = key,
            HiddenKey = key.IsEmpty ? [] : HiddenKey(plan),
        };
    }

    // A key of a table is none for those that inherit from it.
    private static ImmutableArray<string> KeyOf(ReadPlan plan) => plan.Source is { Kind: RelationKind.Table, BaseTables.IsEmpty: false }
        ? []
        : [.. plan.Source.PrimaryKey.Select(ordinal => plan.Source.Columns[ordinal].Name)];

    // Clients hold rows by key, so they must learn it even when they do not ask to see it.
    private static ImmutableArray<string> HiddenKey(ReadPlan plan)
    {
        var key = KeyOf(plan);
        return key.All(column => plan.Projections.Any(projection =>
            projection is FieldProjection { Cast: null, Field: { Path.IsEmpty: true, Column.Name: var shown }, Name: var name }
            && shown == column && name == column))
            ? []
            : key;
    }

    private TableScope ScopeOf(ReadPlan plan)
    {
        var catalog = database.Catalog;
        var relations = TablesOf(plan).Distinct().Select(catalog.Find).OfType<Relation>().ToList();
        return new(
            [.. relations.Select(TableShape.Of)],
            [.. relations.SelectMany(relation => relation.BaseTables.Concat(relation.PolicyTables)).Distinct()],
            IsEverything: relations.Exists(IsOpen) || FieldsOf(plan).Any(field => field.Column.Function is not null)
                || EmbedsOf(plan).Any(HasFunction));
    }

    // What a function reads that a policy calls is not known; like a changed right, it shows at the next look at the rights.
    private static bool IsOpen(Relation relation) => relation.Kind != RelationKind.Table && relation.BaseTables.IsEmpty;

    private static bool HasFunction(EmbedProjection embed) =>
        embed.Relationship.Function is not null || FieldsOf(embed.Plan).Any(field => field.Column.Function is not null)
            || EmbedsOf(embed.Plan).Any(HasFunction);

    private static IEnumerable<BoundField> FieldsOf(ReadPlan plan) =>
        plan.Projections.OfType<FieldProjection>().Select(projection => projection.Field)
            .Concat(plan.Projections.OfType<AggregateProjection>().Select(projection => projection.Field).OfType<BoundField>())
            .Concat(FieldsOf(plan.Filter))
            .Concat(plan.Order.Where(key => key.Embed is null).Select(key => key.Field));

    private static IEnumerable<Column> ColumnsOf(ReadPlan plan) =>
        FieldsOf(plan).Select(field => field.Column).Concat(plan.Source.PrimaryKey.Select(ordinal => plan.Source.Columns[ordinal]));

    private static IEnumerable<BoundField> FieldsOf(Predicate? filter) => filter switch
    {
        FieldPredicate field => [field.Field],
        PredicateGroup group => group.Items.SelectMany(FieldsOf),
        _ => [],
    };

    // Embeds that only filter or order are not among the projections.
    private static IEnumerable<TableName> TablesOf(ReadPlan plan) =>
        plan.Tables().Concat(EmbedsOf(plan).SelectMany(embed =>
            embed.Relationship.Junction is { } junction ? TablesOf(embed.Plan).Append(junction.Table) : TablesOf(embed.Plan)));

    private static IEnumerable<EmbedProjection> EmbedsOf(ReadPlan plan) =>
        plan.Embeds.Concat(EmbedsOf(plan.Filter)).Concat(plan.Order.Select(key => key.Embed).OfType<EmbedProjection>());

    private static IEnumerable<EmbedProjection> EmbedsOf(Predicate? filter) => filter switch
    {
        EmbedPredicate embed => [embed.Embed],
        PredicateGroup group => group.Items.SelectMany(EmbedsOf),
        _ => [],
    };

    // Only columns and JSON paths: a view of rows has nothing else.
    private static string ViewName(ReadPlan plan) =>
        string.Concat(plan.Projections.OfType<FieldProjection>().Select(field =>
            $"{Sized(field.Name)}{field.Field.Column.Ordinal}/{field.Field.Path.Length}{string.Concat(field.Field.Path.Select(Step))};"));

    private static string Step(JsonStep step) => $"{(step.AsText ? ">>" : ">")}{(step.Key is null ? step.Index : Sized(step.Key))}";

    // Clients choose names and keys: no letter of theirs may be taken for one of ours.
    private static string Sized(string text) => $"{text.Length}:{text}";
}
