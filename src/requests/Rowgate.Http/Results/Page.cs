// Hot path: bench/PointRead
using System.Runtime.InteropServices;
using Rowgate.Core.Query.Plans;

namespace Rowgate.Http.Results;

/// <summary>Which part of a result is sent.</summary>
/// <param name="Offset">The place of the first row.</param>
/// <param name="Limit">How many rows at most; null for no limit.</param>
/// <param name="Total">How many rows there are; null when nobody counted.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Page(long Offset, long? Limit, long? Total)
{
    /// <summary>The part that a plan asks for.</summary>
    public Page(ReadPlan plan, long? total)
        : this(plan.Offset, plan.Limit, total) { }

    /// <summary>How many rows the part has; null when nobody counted.</summary>
    public long? Count => Total is { } total ? Math.Min(Limit ?? long.MaxValue, Math.Max(0, total - Offset)) : null;
}
