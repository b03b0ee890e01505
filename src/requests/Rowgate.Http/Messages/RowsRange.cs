// Hot path: bench/PointRead
using System.Globalization;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Http.Messages;

/// <summary>The part of a result that is asked for, and the headers that tell which part it is.</summary>
/// <remarks>A request may say it twice, in <c>limit</c> and <c>offset</c> and in <c>Range</c>: what both ask for counts.</remarks>
internal static class RowsRange
{
    /// <summary>Puts the <c>Range</c> header of a GET on top of a query's own limit and offset.</summary>
    /// <param name="query">The query.</param>
    /// <param name="range">The header; anything but <c>a-b</c> or <c>a-</c> is ignored.</param>
    public static Outcome<TableQuery> Apply(TableQuery query, string? range)
    {
        if (string.IsNullOrEmpty(range) || !TryParse(range, out var first, out var last))
            return query;
        if (last < first)
            return Empty;
        var from = Math.Max(query.Offset, first);
        var end = query.Limit is { } limit ? Sum(query.Offset, limit) : long.MaxValue;
        var to = Math.Min(end, last == long.MaxValue ? last : last + 1);
        if (to <= from && query.Limit is not 0)
            return Empty;
        return query with { Offset = from, Limit = to == long.MaxValue ? null : Math.Max(0, to - from) };
    }

    /// <summary>The value of <c>Content-Range</c>.</summary>
    /// <param name="offset">The place of the first row.</param>
    /// <param name="count">How many rows were sent.</param>
    /// <param name="total">How many there are; null when nobody asked.</param>
    public static string ContentRange(long offset, long count, long? total)
    {
        var all = total is { } known ? known.ToString(CultureInfo.InvariantCulture) : "*";
        return count == 0
            ? total is null ? "*/*" : "*/" + all
            : string.Create(CultureInfo.InvariantCulture, $"{offset}-{Sum(offset, count) - 1}/{all}");
    }

    /// <summary>The status of an answer with this part.</summary>
    /// <returns>200 for everything or when the total is not known, 206 for a part, 416 for a part behind the end.</returns>
    public static int Status(long offset, long count, long? total) =>
        total is not { } all ? 200 : offset > all ? 416 : count < all ? 206 : 200;

    /// <summary>The refusal of a part behind the end.</summary>
    public static Refusal BehindEnd(long offset, long total) =>
        new(
            RefusalCode.RangeNotSatisfiable,
            "Requested range not satisfiable",
            string.Create(
                CultureInfo.InvariantCulture,
                $"An offset of {offset} was requested, but there are only {total} rows."));

    private static Refusal Empty { get; } =
        new(
            RefusalCode.RangeNotSatisfiable,
            "Requested range not satisfiable",
            "The lower boundary must be lower than or equal to the upper boundary in the Range header.");

    private static long Sum(long offset, long count) => offset > long.MaxValue - count ? long.MaxValue : offset + count;

    private static bool TryParse(ReadOnlySpan<char> range, out long first, out long last)
    {
        last = long.MaxValue;
        var dash = range.IndexOf('-');
        first = 0;
        return dash > 0
            && long.TryParse(range[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && (dash == range.Length - 1
                || long.TryParse(range[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out last));
    }
}
