using Rowgate.Core.Errors;

namespace Rowgate.Live.Results;

/// <summary>The memory that all kept results share.</summary>
/// <param name="bytesMax">How many bytes they may have together.</param>
internal sealed class ResultBudget(long bytesMax)
{
    private readonly Lock _lock = new();
    private long _bytes;

    /// <summary>Takes the place of one result for the next.</summary>
    /// <param name="before">The bytes that were taken; zero for a first result.</param>
    /// <param name="after">The bytes to take instead.</param>
    /// <returns>False, with nothing changed, when there is no room.</returns>
    public bool TryReplace(long before, long after)
    {
        lock (_lock)
        {
            if (after > before && _bytes - before + after > bytesMax)
                return false;
            _bytes += after - before;
            return true;
        }
    }

    /// <summary>Gives back what a result took.</summary>
    public void Release(long bytes) => TryReplace(bytes, 0);

    /// <summary>Why a result is not kept.</summary>
    public Refusal Full() =>
        new(
            RefusalCode.TooManyLiveQueries,
            $"The results of all live queries together have {bytesMax} bytes already",
            Hint: "Add filters or a limit, or close some. Queries on one table without embeds, aggregates, casts and limits keep no result.",
            RetryAfter: TimeSpan.FromSeconds(5));
}
