using System.Runtime.InteropServices;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>A column of a view that shows a column of a relation as it is.</summary>
/// <param name="Number">The number of the view's column, from one.</param>
/// <param name="Relation">The relation it comes from; may be a view itself.</param>
/// <param name="Column">The number of its column.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TargetEntry(short Number, uint Relation, short Column);
