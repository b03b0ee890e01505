using Rowgate.Core.Query.Plans;
using Rowgate.Databases;

namespace Rowgate.Gate.Requests;

/// <summary>A write that was done: the plan as it ran, and what it did.</summary>
/// <param name="Plan">What ran.</param>
/// <param name="Result">What it did.</param>
public sealed record WriteOutcome(WritePlan Plan, WriteResult Result);
