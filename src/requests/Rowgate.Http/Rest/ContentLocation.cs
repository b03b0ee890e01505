// Hot path: bench/PointRead
namespace Rowgate.Http.Rest;

/// <summary>The canonical address of a query: its parameters sorted by name.</summary>
internal static class ContentLocation
{
    /// <summary>The address.</summary>
    /// <param name="path">The path, percent-encoded.</param>
    /// <param name="query">The query as sent, percent-encoded, with its question mark; may be empty.</param>
    public static string Of(string path, string? query)
    {
        if (query is null || query.Length < 2)
            return path;
        if (IsSorted(query.AsSpan(1)))
            return path + query;
        var parameters = query[1..].Split('&', StringSplitOptions.RemoveEmptyEntries);
        Array.Sort(parameters, CompareNames);
        return $"{path}?{string.Join('&', parameters)}";
    }

    private static bool IsSorted(ReadOnlySpan<char> query)
    {
        var previous = ReadOnlySpan<char>.Empty;
        foreach (var range in query.Split('&'))
        {
            var name = Name(query[range]);
            if (previous.SequenceCompareTo(name) > 0)
                return false;
            previous = name;
        }

        return true;
    }

    private static int CompareNames(string left, string right)
    {
        var order = Name(left).SequenceCompareTo(Name(right));
        return order != 0 ? order : string.CompareOrdinal(left, right);
    }

    private static ReadOnlySpan<char> Name(ReadOnlySpan<char> parameter) =>
        parameter.IndexOf('=') is var at and >= 0 ? parameter[..at] : parameter;
}
