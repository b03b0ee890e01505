using System.Collections.Immutable;
using Rowgate.Core.Catalog;

namespace Rowgate.Http.OpenApi;

/// <summary>What a document describes: the relations and functions of one schema.</summary>
/// <param name="Relations">The relations, ordered by name.</param>
/// <param name="Functions">The functions, ordered by name; of overloads the first.</param>
/// <param name="MayWrite">Tells which relations the caller may write.</param>
/// <param name="HasSqlIntegers">True when a type called <c>integer</c> has 32 bits.</param>
internal sealed record OpenApiContent(
    ImmutableArray<Relation> Relations, ImmutableArray<Function> Functions, Predicate<Relation> MayWrite, bool HasSqlIntegers)
{
    /// <summary>The part of a catalog that a schema is.</summary>
    public static OpenApiContent Of(DatabaseCatalog catalog, string schema, Predicate<Relation> mayWrite, bool hasSqlIntegers) =>
        new(
            [.. catalog.Relations.Where(relation => relation.Name.Schema == schema)],
            [
                .. catalog.Functions.Where(function => function.Name.Schema == schema)
                    .DistinctBy(function => function.Name).OrderBy(function => function.Name.Name, StringComparer.Ordinal),
            ],
            mayWrite,
            hasSqlIntegers);
}
