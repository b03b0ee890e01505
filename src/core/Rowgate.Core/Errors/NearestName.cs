namespace Rowgate.Core.Errors;

/// <summary>Finds the name that somebody probably meant.</summary>
public static class NearestName
{
    // Longer names are not looked at, so that hostile ones cost nothing.
    private const int LengthMax = 64;

    /// <summary>The candidate that is a typing mistake or two away from the name, or null when none is that near.</summary>
    /// <remarks>A third of the letters may differ, one at least. Case does not matter. The first of equals wins.</remarks>
    /// <param name="name">What was written.</param>
    /// <param name="candidates">What there is.</param>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > LengthMax)
            return null;
        string? nearest = null;
        var least = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var allowed = Math.Max(1, Math.Max(name.Length, candidate.Length) / 3);
            if (candidate.Length > LengthMax || Math.Abs(candidate.Length - name.Length) > allowed)
                continue;
            var distance = Distance(name, candidate);
            if (distance > allowed || distance >= least || distance >= candidate.Length)
                continue;
            (nearest, least) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>The nearest name as a sentence, such as <c>Perhaps you meant 'status'.</c>; null when none is near.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="candidates">What there is.</param>
    public static string? Hint(string name, IEnumerable<string> candidates) =>
        Find(name, candidates) is { } nearest ? $"Perhaps you meant '{nearest}'." : null;

    // Letters to insert, drop, replace, or swap with their neighbour (optimal string alignment).
    private static int Distance(string left, string right)
    {
        Span<int> before = stackalloc int[LengthMax + 1];
        Span<int> previous = stackalloc int[LengthMax + 1];
        Span<int> current = stackalloc int[LengthMax + 1];
        for (var j = 0; j <= right.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = Same(left[i - 1], right[j - 1]);
                var cost = Math.Min(previous[j - 1] + (same ? 0 : 1), Math.Min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                    cost = Math.Min(cost, before[j - 2] + 1);
                current[j] = cost;
            }

            var spare = before;
            before = previous;
            previous = current;
            current = spare;
        }

        return previous[right.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
