namespace Rowgate.Server.Sample;

/// <summary>How far the making of the sample has come.</summary>
/// <param name="Table">The table that is being filled.</param>
/// <param name="Rows">Rows written so far, over all tables.</param>
/// <param name="RowsTotal">Rows there will be, over all tables.</param>
public readonly record struct SampleProgress(string Table, int Rows, int RowsTotal);
