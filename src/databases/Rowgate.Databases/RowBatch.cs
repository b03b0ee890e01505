namespace Rowgate.Databases;

/// <summary>Some rows of a result as JSON text.</summary>
/// <param name="Json">UTF-8 JSON objects with a comma between them and no brackets around, to be copied as they are.</param>
/// <param name="RowEnds">The place behind each object in <paramref name="Json"/>; its length is the number of rows.</param>
public readonly record struct RowBatch(ReadOnlyMemory<byte> Json, ReadOnlyMemory<int> RowEnds)
{
    /// <summary>How many rows; zero only at the end of a stream.</summary>
    public int Count => RowEnds.Length;

    /// <summary>One row's object.</summary>
    /// <param name="index">From zero.</param>
    public ReadOnlyMemory<byte> this[int index]
    {
        get
        {
            var ends = RowEnds.Span;
            return Json[(index == 0 ? 0 : ends[index - 1] + 1)..ends[index]];
        }
    }
}
