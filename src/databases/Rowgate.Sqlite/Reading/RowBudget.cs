// Hot path: bench/PointRead
using Rowgate.Core.Errors;

namespace Rowgate.Sqlite.Reading;

/// <summary>How much the embeds of one row may write, shared by all levels of a read.</summary>
/// <remarks>Embeds can lead in circles, so that a short query makes one row of any size.</remarks>
internal sealed class RowBudget
{
    /// <summary>The most that the embedded rows of one row may have, in bytes of JSON.</summary>
    public const int BytesMax = 32 << 20;

    /// <summary>How much the row has so far. What was collected in one place and copied to another counts once.</summary>
    public long Bytes { get; private set; }

    /// <summary>Begins a row.</summary>
    public void Reset() => Bytes = 0;

    /// <summary>Says how much the row has by now.</summary>
    /// <exception cref="RefusedException">It is too much.</exception>
    public void Reach(long bytes)
    {
        if (bytes <= Bytes)
            return;
        Bytes = bytes;
        if (bytes > BytesMax)
            throw TooLarge();
    }

    private static RefusedException TooLarge() =>
        new(new(
            RefusalCode.QueryTooComplex,
            $"The embeds of one row have more than {BytesMax} bytes",
            Hint: "Narrow them: limits and filters work inside of embeds too, as in orders.limit=10."));
}
