using Rowgate.Core.Catalog;

namespace Rowgate.Databases;

/// <summary>What a read is to find out besides the rows, and how to render them.</summary>
/// <param name="Count">Whether and how to count all rows that match, as if there were no limit and offset, in the same snapshot.</param>
/// <param name="WithMark">True to learn which transactions the rows show.</param>
/// <param name="Rendering">How the rows are rendered.</param>
/// <param name="Handler">What renders them when the schema itself does (<see cref="RowRendering.Handler"/>); else null.</param>
/// <param name="Explain">How to explain the statement (<see cref="RowRendering.Plan"/>).</param>
public readonly record struct ReadOptions(
    CountMethod Count = CountMethod.None,
    bool WithMark = false,
    RowRendering Rendering = RowRendering.Json,
    MediaHandler? Handler = null,
    ExplainOptions Explain = default);
