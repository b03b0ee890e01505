using Rowgate.Live.Events;

namespace Rowgate.Live.Results;

/// <summary>One step on the way from one result to the next.</summary>
/// <param name="Operation">What happens to the row.</param>
/// <param name="Row">The row: as it is, or for a leave as it was.</param>
/// <param name="Index">Its place after the step, or for a leave before it; meaningful only when order matters.</param>
internal readonly record struct RowStep(ChangeOperation Operation, ResultRow Row, int Index);
