using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;

namespace Rowgate.Core.Query.Binding;

/// <summary>Finds the relationship that an embed means.</summary>
/// <remarks>Source of the rules: https://docs.postgrest.org/en/stable/references/api/resource_embedding.html</remarks>
internal static class RelationshipFinder
{
    /// <summary>The one relationship from a relation that fits a name and a hint.</summary>
    /// <param name="catalog">Where to look.</param>
    /// <param name="source">The relation that embeds; the rows of a function have relationships only if they are a relation's.</param>
    /// <param name="name">A relation, foreign key or column, as written.</param>
    /// <param name="hint">A foreign key, column or junction table; null for none.</param>
    /// <returns>The relationship; or a refusal when there is none, or more than one.</returns>
    public static Outcome<Relationship> Find(DatabaseCatalog catalog, Relation source, string name, string? hint)
    {
        var parent = source.Name;
        // A request has one schema: what it embeds comes from there too.
        ImmutableArray<Relationship> all = ReferenceEquals(catalog.Find(parent), source)
            ? [.. catalog.Relationships.From(parent).Where(way => (way.Function ?? way.Target).Schema == parent.Schema)]
            : [];
        ImmutableArray<Relationship> found = [.. all.Where(way => Fits(catalog, way, name, hint))];
        return found switch
        {
            [var only] => only,
            [] => NotFound(all, parent, name, hint),
            _ => Ambiguous(found, parent, name),
        };
    }

    private static bool Fits(DatabaseCatalog catalog, Relationship way, string name, string? hint)
    {
        if (way.Function is { } function)
            return function.Name == name;
        var isTarget = way.Target.Name == name;
        if (way.Parent == way.Target)
        {
            // One foreign key to the own table goes both ways: the table's name means the children, the column's the parent.
            return hint is null
                ? isTarget && way.Cardinality == Cardinality.OneToMany
                    || way.Cardinality == Cardinality.ManyToOne && IsOnly(way.ParentColumns, name)
                : isTarget && way.Cardinality == Cardinality.OneToMany && IsOnly(way.TargetColumns, hint);
        }

        var isDirect = way.Junction is null;
        if (hint is null)
        {
            return isTarget
                || isDirect && (way.Name == name || IsOnly(way.ParentColumns, name))
                    && catalog.Find(way.Target)?.Kind != RelationKind.View;
        }

        return isTarget && (isDirect
            ? way.Name == hint || IsOnly(way.ParentColumns, hint) || IsOnly(way.TargetColumns, hint)
            : way.Junction!.Table.Name == hint);
    }

    private static bool IsOnly(ImmutableArray<string> columns, string name) => columns is [var only] && only == name;

    private static Refusal NotFound(ImmutableArray<Relationship> all, TableName parent, string name, string? hint)
    {
        var targets = all.Select(way => (way.Function ?? way.Target).Name).ToHashSet(StringComparer.Ordinal);
        // When the target is right, the hint is wrong, and another target would mislead.
        var nearest = targets.Contains(name) ? null : NearestName.Find(name, targets.Order(StringComparer.Ordinal));
        var usingHint = hint is null ? "" : $" using the hint '{hint}'";
        return new(
            RefusalCode.RelationshipNotFound,
            $"Could not find a relationship between '{parent.Name}' and '{name}' in the schema cache",
            $"Searched for a foreign key relationship between '{parent.Name}' and '{name}'{usingHint} "
                + $"in the schema '{parent.Schema}', but no matches were found.",
            nearest is null ? null : $"Perhaps you meant '{nearest}' instead of '{name}'.");
    }

    private static Refusal Ambiguous(ImmutableArray<Relationship> found, TableName parent, string name)
    {
        var choices = found.Select(way => $"'{way.Target.Name}!{way.Junction?.Table.Name ?? way.Name}'");
        return new(
            RefusalCode.RelationshipAmbiguous,
            $"Could not embed because more than one relationship was found for '{parent.Name}' and '{name}'",
            RelationshipDetails.ToJson(found),
            $"Try changing '{name}' to one of the following: {string.Join(", ", choices)}. "
                + "Find the desired relationship in the 'details' key.");
    }
}
