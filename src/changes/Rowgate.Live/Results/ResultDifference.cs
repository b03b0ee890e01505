using Rowgate.Live.Events;

namespace Rowgate.Live.Results;

/// <summary>Finds the steps that turn one result into the next.</summary>
internal static class ResultDifference
{
    /// <summary>The steps when the order of rows does not matter: leaves, then the rest.</summary>
    public static List<RowStep> Unordered(ResultSet before, ResultSet after)
    {
        var steps = new List<RowStep>();
        foreach (var row in before.Rows)
        {
            if (after.Find(row.Identity) < 0)
                steps.Add(new(ChangeOperation.Leave, row, 0));
        }

        foreach (var row in after.Rows)
        {
            if (before.Find(row.Identity) is var was && was < 0)
                steps.Add(new(ChangeOperation.Enter, row, 0));
            else if (IsOther(before.Rows[was], row))
                steps.Add(new(ChangeOperation.Change, row, 0));
        }

        return steps;
    }

    /// <summary>The steps when each row has its place. Done one after the other, by index, they rebuild the result.</summary>
    /// <param name="before">What there was.</param>
    /// <param name="after">What there is.</param>
    /// <param name="isKeyed">True when a row that moves is a change; else it leaves and enters.</param>
    public static List<RowStep> Ordered(ResultSet before, ResultSet after, bool isKeyed)
    {
        var steps = new List<RowStep>();
        var rows = before.Rows.Select(row => row.Identity).ToList();
        for (var i = rows.Count - 1; i >= 0; i--)
        {
            if (after.Find(rows[i]) >= 0)
                continue;
            steps.Add(new(ChangeOperation.Leave, before.Rows[i], i));
            rows.RemoveAt(i);
        }

        var stays = RowsThatStay(before, after);
        var place = 0;
        for (var i = 0; i < after.Rows.Length; i++)
        {
            var row = after.Rows[i];
            if (before.Find(row.Identity) is var was && was < 0)
                Insert(steps, rows, row, place, ChangeOperation.Enter);
            else if (stays[i])
                place = Stay(steps, rows, before.Rows[was], row, place);
            else
                place = Move(steps, rows, before.Rows[was], row, place, isKeyed);
            place++;
        }

        return steps;
    }

    private static void Insert(List<RowStep> steps, List<RowIdentity> rows, ResultRow row, int place, ChangeOperation operation)
    {
        rows.Insert(place, row.Identity);
        steps.Add(new(operation, row, place));
    }

    // Rows that move further on may still be in front of it.
    private static int Stay(List<RowStep> steps, List<RowIdentity> rows, ResultRow was, ResultRow row, int place)
    {
        place = rows.IndexOf(row.Identity, place);
        if (IsOther(was, row))
            steps.Add(new(ChangeOperation.Change, row, place));
        return place;
    }

    private static int Move(List<RowStep> steps, List<RowIdentity> rows, ResultRow was, ResultRow row, int place, bool isKeyed)
    {
        var from = rows.IndexOf(row.Identity);
        rows.RemoveAt(from);
        if (from < place)
            place--;
        if (!isKeyed)
            steps.Add(new(ChangeOperation.Leave, was, from));
        Insert(steps, rows, row, place, isKeyed ? ChangeOperation.Change : ChangeOperation.Enter);
        return place;
    }

    private static bool IsOther(ResultRow was, ResultRow row) => !was.Json.Span.SequenceEqual(row.Json.Span);

    // The longest run of rows that are in the same order in both results: all others move around them. By patience
    // sorting: the last row of the best run of each length, and for each row the one before it in its run.
    private static bool[] RowsThatStay(ResultSet before, ResultSet after)
    {
        var old = new int[after.Rows.Length];
        var previous = new int[after.Rows.Length];
        var lasts = new List<int>();
        for (var i = 0; i < old.Length; i++)
        {
            old[i] = before.Find(after.Rows[i].Identity);
            if (old[i] < 0)
                continue;
            var length = lasts.BinarySearch(i, Comparer<int>.Create((a, b) => old[a].CompareTo(old[b])));
            length = length < 0 ? ~length : length;
            previous[i] = length == 0 ? -1 : lasts[length - 1];
            if (length == lasts.Count)
                lasts.Add(i);
            else
                lasts[length] = i;
        }

        var stays = new bool[old.Length];
        for (var i = lasts.Count == 0 ? -1 : lasts[^1]; i >= 0; i = previous[i])
            stays[i] = true;
        return stays;
    }
}
