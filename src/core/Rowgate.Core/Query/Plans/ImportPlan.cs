using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;

namespace Rowgate.Core.Query.Plans;

/// <summary>Many new rows from a stream.</summary>
/// <param name="Target">Where they go.</param>
/// <param name="Columns">The columns to fill; null when the CSV header names them, or each NDJSON object has the same members
/// as the first.</param>
/// <param name="Format">How the rows are written down.</param>
/// <param name="Actor">Who imports; null when unknown.</param>
public sealed record ImportPlan(Relation Target, ImmutableArray<Column>? Columns, ImportFormat Format, Actor? Actor);

/// <summary>How the rows of an import are written down.</summary>
public enum ImportFormat
{
    /// <summary>Comma-separated values with a header line; the exact value <c>NULL</c> is null.</summary>
    Csv,

    /// <summary>A JSON object on each line.</summary>
    NdJson,
}
