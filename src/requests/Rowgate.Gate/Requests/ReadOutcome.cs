using System.Runtime.InteropServices;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;

namespace Rowgate.Gate.Requests;

/// <summary>A read that was started.</summary>
/// <param name="Plan">What was asked for, with the limits of the gate put on.</param>
/// <param name="Rows">The rows, to be disposed by whoever holds this; none when only the total was wanted.</param>
/// <param name="First">The first batch, read already, so that a read that cannot begin is a refusal; valid until the next one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ReadOutcome(ReadPlan Plan, RowStream Rows, RowBatch First);
