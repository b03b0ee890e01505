using System.Collections.Immutable;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>Puts what a parameter says on the embed that its key names: <c>clients.projects.order=…</c>.</summary>
/// <param name="allowsRelations">True to let an embed be named by its relation although it has an alias.</param>
internal sealed class EmbedPath(bool allowsRelations)
{
    private readonly List<(string Relation, string Alias)> _legacy = [];

    /// <summary>The embeds that were named by their relation although they have an alias, each once.</summary>
    public ImmutableArray<(string Relation, string Alias)> Legacy => [.. _legacy];

    /// <summary>Changes the query of the embed at the end of the path.</summary>
    /// <param name="query">The query that the path starts from.</param>
    /// <param name="path">Aliases or relation names from the outside in; empty for the query itself.</param>
    /// <param name="change">Makes the new query.</param>
    public Outcome<TableQuery> Update(TableQuery query, ReadOnlySpan<string> path, Func<TableQuery, TableQuery> change)
    {
        if (path.IsEmpty)
            return change(query);
        var index = Find(query.Select, path[0]);
        if (index < 0)
            return NotEmbedded(path[0], Names(query.Select));
        var embed = (SelectEmbed)query.Select[index];
        if (embed.Name != path[0] && !_legacy.Contains((embed.Relation, embed.Name)))
            _legacy.Add((embed.Relation, embed.Name));
        var inner = Update(embed.Query, path[1..], change);
        if (!inner.Accepted)
            return inner.Refusal;
        return query with { Select = query.Select.SetItem(index, embed with { Query = inner.Value }) };
    }

    /// <summary>The refusal for a name that no embed has.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="embeds">The names of the embeds there are.</param>
    public static Refusal NotEmbedded(string name, IEnumerable<string> embeds)
    {
        var known = embeds.ToList();
        return new(
            RefusalCode.EmbedNotInSelect,
            $"'{name}' is not an embedded resource in this request",
            Hint: $"Verify that '{name}' is included in the 'select' query parameter."
                + (known.Count == 0 ? " Nothing is embedded there." : $" Embedded there: {string.Join(", ", known)}."));
    }

    // The name in the result first: an alias may be the name of another embedded relation.
    private int Find(ImmutableArray<SelectItem> items, string name)
    {
        var byRelation = -1;
        for (var at = items.Length - 1; at >= 0; at--)
        {
            if (allowsRelations && items[at] is SelectEmbed embed && embed.Relation == name)
                byRelation = at;
        }

        for (var at = 0; at < items.Length; at++)
        {
            if (items[at] is SelectEmbed embed && embed.Name == name)
                return at;
        }

        return byRelation;
    }

    private static IEnumerable<string> Names(ImmutableArray<SelectItem> items) =>
        items.OfType<SelectEmbed>().Select(embed => embed.Name);
}
