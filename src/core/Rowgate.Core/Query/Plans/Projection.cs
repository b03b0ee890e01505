using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Plans;

/// <summary>One member of a result object.</summary>
/// <remarks>Closed: the only cases are the records beside it. <c>*</c> is already expanded.</remarks>
/// <param name="Name">The key in the result object.</param>
public abstract record Projection(string Name);

/// <summary>A column, a JSON path, or a cast of either.</summary>
/// <param name="Name">The key in the result object.</param>
/// <param name="Field">What is shown.</param>
/// <param name="Cast">The type to cast to, as written; null for none.</param>
public sealed record FieldProjection(string Name, BoundField Field, string? Cast) : Projection(Name);

/// <summary>An aggregate over the group that the other projections form.</summary>
/// <param name="Name">The key in the result object.</param>
/// <param name="Function">The function.</param>
/// <param name="Field">What is aggregated; null for <c>count()</c> of rows.</param>
/// <param name="InputCast">The type each value is cast to before; null for none.</param>
/// <param name="OutputCast">The type the result is cast to; null for none.</param>
public sealed record AggregateProjection(
    string Name, AggregateFunction Function, BoundField? Field, string? InputCast, string? OutputCast) : Projection(Name);

/// <summary>Rows of a related relation: an object or null, an array, or columns lifted into the parent.</summary>
/// <param name="Name">The key in the result object; unused for a spread.</param>
/// <param name="Relationship">How the rows are found.</param>
/// <param name="Join">Whether parents without a row stay.</param>
/// <param name="IsSpread">True when the columns are lifted into the parent.</param>
/// <param name="Plan">What is read from the related relation. No projections means no output at all.</param>
public sealed record EmbedProjection(
    string Name, Relationship Relationship, JoinKind Join, bool IsSpread, ReadPlan Plan) : Projection(Name)
{
    /// <summary>True when it shows anything: <c>rel()</c> does not, nor does <c>rel(other())</c>.</summary>
    public bool HasOutput => Plan.Projections.Any(projection => projection is not EmbedProjection embed || embed.HasOutput);
}

/// <summary>The primary key as a JSON array under the name <c>$key</c>; first of all, for readers that compare results by row.</summary>
public sealed record KeyProjection() : Projection("$key");
