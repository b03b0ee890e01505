// Hot path: bench/PointRead
namespace Rowgate.Server.Metrics;

/// <summary>The values of one metric under one set of tags.</summary>
/// <remarks>Safe for many threads.</remarks>
/// <param name="tags">The tags, in the order in which they are always given.</param>
/// <param name="bounds">The upper bounds of a histogram's buckets, ascending; empty for other metrics.</param>
internal sealed class MetricSeries(KeyValuePair<string, object?>[] tags, double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length == 0 ? 0 : bounds.Length + 1];
    private double _value;

    public IReadOnlyList<KeyValuePair<string, object?>> Tags => tags;

    /// <summary>The value of a gauge or counter; the sum of a histogram.</summary>
    public double Value => Volatile.Read(ref _value);

    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>How many values fell into each bucket; the last is for those above every bound.</summary>
    public IReadOnlyList<long> Counts => _counts;

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != tags.Length)
            return false;
        for (var index = 0; index < tags.Length; index++)
        {
            if (tags[index].Key != others[index].Key || !Equals(tags[index].Value, others[index].Value))
                return false;
        }

        return true;
    }

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Add(double value)
    {
        if (_counts.Length > 0)
            Interlocked.Increment(ref _counts[BucketOf(value)]);
        double seen;
        do
        {
            seen = Volatile.Read(ref _value);
        }
        while (Interlocked.CompareExchange(ref _value, seen + value, seen) != seen);
    }

    // Linear: most values are small, and there are few buckets.
    private int BucketOf(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
            bucket++;
        return bucket;
    }
}
