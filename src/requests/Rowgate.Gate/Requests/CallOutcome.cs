using System.Runtime.InteropServices;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;

namespace Rowgate.Gate.Requests;

/// <summary>A call that was started; one that may write is done.</summary>
/// <param name="Plan">What was called.</param>
/// <param name="Rows">What it returns, to be disposed by whoever holds this.</param>
/// <param name="First">The first batch, read already, so that a call that fails is a refusal; valid until the next one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CallOutcome(CallPlan Plan, RowStream Rows, RowBatch First);
