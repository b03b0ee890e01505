namespace Rowgate.Databases;

/// <summary>What a read is to find out besides the rows.</summary>
/// <param name="CountTotal">True to count all rows that match, as if there were no limit and offset, in the same snapshot.</param>
/// <param name="WithMark">True to learn which transactions the rows show.</param>
public readonly record struct ReadOptions(bool CountTotal = false, bool WithMark = false);
