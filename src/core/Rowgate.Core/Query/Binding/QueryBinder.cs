using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Binding;

/// <summary>Finds the names of a query in a catalog.</summary>
public static class QueryBinder
{
    /// <summary>Binds a read.</summary>
    /// <param name="catalog">Where to look.</param>
    /// <param name="source">The relation to read.</param>
    /// <param name="query">The query.</param>
    /// <param name="options">What it may ask for.</param>
    /// <returns>The plan; or a refusal that names what was not found and what is near to it.</returns>
    public static Outcome<ReadPlan> Bind(DatabaseCatalog catalog, TableName source, TableQuery query, BindOptions options)
    {
        var relation = FindRelation(catalog, source);
        return relation.Accepted ? new PlanBinder(catalog, options).Bind(relation.Value, query) : relation.Refusal;
    }

    /// <summary>Binds how the rows of a write are shown: its select list, with the embeds' filters and orders.</summary>
    /// <remarks>Filters at the top level belong to the write (<see cref="BindFilter"/>); order, limit and offset are not
    /// used, except the order inside embeds.</remarks>
    /// <param name="catalog">Where to look.</param>
    /// <param name="target">The relation written.</param>
    /// <param name="query">The query of the write.</param>
    /// <param name="options">What it may ask for; its limit is not used.</param>
    /// <returns>The plan for <see cref="WritePlan.Returning"/>, or a refusal.</returns>
    public static Outcome<ReadPlan> BindReturning(
        DatabaseCatalog catalog, Relation target, TableQuery query, BindOptions options) =>
        new PlanBinder(catalog, options with { RowsMax = null })
            .Bind(target, WithoutLimits(query) with { Where = [], Order = [] });

    /// <summary>Binds the filter of an update or delete, or one of a policy, sink or link.</summary>
    /// <param name="relation">The relation that the fields belong to.</param>
    /// <param name="conditions">The conditions, all of which must hold.</param>
    /// <returns>The predicate; an AND of nothing for no conditions.</returns>
    public static Outcome<Predicate> BindFilter(Relation relation, ImmutableArray<Condition> conditions) =>
        ConditionBinder.BindAll(relation, conditions, embeds: []);

    /// <summary>Finds a relation.</summary>
    /// <returns>The relation, or the refusal PGRST205 with the nearest name of the same schema.</returns>
    public static Outcome<Relation> FindRelation(DatabaseCatalog catalog, TableName name)
    {
        if (catalog.Find(name) is { } relation)
            return relation;
        var names = catalog.Relations.Where(known => known.Name.Schema == name.Schema).Select(known => known.Name.Name);
        return new Refusal(
            RefusalCode.RelationNotFound,
            $"Could not find the table '{name}' in the schema cache",
            Hint: NearestName.Find(name.Name, names) is { } nearest
                ? $"Perhaps you meant the table '{name.Schema}.{nearest}'"
                : null);
    }

    private static TableQuery WithoutLimits(TableQuery query) =>
        query with
        {
            Limit = null,
            Offset = 0,
            Select =
            [
                .. query.Select.Select(item => item is SelectEmbed embed ? embed with { Query = WithoutLimits(embed.Query) } : item),
            ],
        };
}
