using System.Collections.Immutable;

namespace Rowgate.Core.Query.Syntax;

/// <summary>A query on one relation as written in a URL, parsed but not yet held against a catalog.</summary>
/// <remarks>
/// The only query language in Rowgate: a REST read, a live query, a policy, a sink's filter are all one of these.
/// Source of the grammar: https://docs.postgrest.org/en/stable/references/api/tables_views.html
/// </remarks>
public sealed record TableQuery
{
    /// <summary>Every row and column.</summary>
    public static readonly TableQuery All = new();

    /// <summary>What to return, in order.</summary>
    public ImmutableArray<SelectItem> Select { get; init; } = [new SelectAll()];

    /// <summary>The conditions, all of which must hold; empty for every row.</summary>
    public ImmutableArray<Condition> Where { get; init; } = [];

    /// <summary>The order, first term first; empty for none.</summary>
    public ImmutableArray<OrderTerm> Order { get; init; } = [];

    /// <summary>How many rows at most; null for no limit. Never negative.</summary>
    public long? Limit { get; init; }

    /// <summary>How many rows to skip. Never negative.</summary>
    public long Offset { get; init; }

    /// <summary>The columns of a write's body to use (<c>columns=</c>); null when not given. Top level only.</summary>
    public ImmutableArray<string>? Columns { get; init; }

    /// <summary>The relations that parameters named although the embed has an alias, each once, with the alias that should
    /// have been written. PostgREST still allows it, and warns. Top level only.</summary>
    public ImmutableArray<(string Relation, string Alias)> LegacyTargets { get; init; } = [];

    /// <summary>The columns of an upsert's conflict target (<c>on_conflict=</c>); null when not given. Top level only.</summary>
    public ImmutableArray<string>? OnConflict { get; init; }
}
