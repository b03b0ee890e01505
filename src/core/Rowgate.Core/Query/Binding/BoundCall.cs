using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;

namespace Rowgate.Core.Query.Binding;

/// <summary>A function that was chosen, and how its result is to be shown.</summary>
/// <param name="Function">The function.</param>
/// <param name="Result">See <see cref="CallPlan.Result"/>.</param>
/// <param name="Limit">See <see cref="CallPlan.Limit"/>.</param>
/// <param name="Offset">See <see cref="CallPlan.Offset"/>.</param>
/// <param name="TakesBody">True when the whole body is the argument.</param>
public sealed record BoundCall(Function Function, ReadPlan? Result, long? Limit, long Offset, bool TakesBody);
