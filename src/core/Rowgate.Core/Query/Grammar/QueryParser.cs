using Rowgate.Core.Errors;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>Reads the one query language: PostgREST's URL grammar.</summary>
/// <remarks>
/// Takes time in proportion to the text. What is nested too deep or has too many parts is refused (RG1003).
/// Source: https://docs.postgrest.org/en/stable/references/api/tables_views.html
/// </remarks>
public static class QueryParser
{
    /// <summary>Reads a query.</summary>
    /// <param name="queryString">The text behind the <c>?</c> of a URL, still percent-encoded; may be empty.</param>
    /// <param name="allowsLegacyTargets">True to let a parameter name an embed by its relation although it has an alias
    /// (<see cref="TableQuery.LegacyTargets"/>), false to refuse that.</param>
    /// <returns>The query, or a refusal that gives the parameter and the place in it.</returns>
    public static Outcome<TableQuery> Parse(string queryString, bool allowsLegacyTargets = true)
    {
        if (queryString.Length == 0)
            return TableQuery.All;
        if (QueryString.Split(queryString) is not { } parameters)
            return NotUtf8();
        return new ParameterReader(parameters, allowsLegacyTargets, takesArguments: false).Read();
    }

    /// <summary>Reads the query of a call.</summary>
    /// <param name="queryString">The text behind the <c>?</c> of a URL, still percent-encoded; may be empty.</param>
    /// <param name="argumentsInQuery">True when a parameter whose value is no operator expression is an argument (GET, HEAD);
    /// false when every parameter belongs to the query, because the body holds the arguments.</param>
    /// <param name="allowsLegacyTargets">True to let a parameter name an embed by its relation although it has an alias
    /// (<see cref="TableQuery.LegacyTargets"/>), false to refuse that.</param>
    /// <returns>Query and arguments, or a refusal that gives the parameter and the place in it.</returns>
    public static Outcome<CallQuery> ParseCall(string queryString, bool argumentsInQuery, bool allowsLegacyTargets = true)
    {
        if (QueryString.Split(queryString) is not { } parameters)
            return NotUtf8();
        var reader = new ParameterReader(parameters, allowsLegacyTargets, argumentsInQuery);
        var query = reader.Read();
        return query.Accepted ? new CallQuery(query.Value, reader.Arguments) : query.Refusal;
    }

    /// <summary>Reads a relation's name with a query, such as <c>orders?status=eq.open</c>.</summary>
    /// <param name="text">The text, percent-encoded like a URL; without <c>?</c> it means every row.</param>
    /// <returns>Name and query, or a refusal.</returns>
    public static Outcome<RelationQuery> ParseRelation(string text)
    {
        var mark = text.IndexOf('?');
        // In a path a plus sign is a plus sign.
        var path = (mark < 0 ? text : text[..mark]).Replace("+", "%2B", StringComparison.Ordinal);
        if (QueryString.Decode(path) is not { } name)
            return NotUtf8();
        if (name.Length == 0)
        {
            return new Refusal(
                RefusalCode.QueryNotUnderstood, "The query does not name a relation", Hint: "Write it like orders?status=eq.open");
        }

        var query = Parse(mark < 0 ? "" : text[(mark + 1)..]);
        return query.Accepted ? new RelationQuery(name, query.Value) : query.Refusal;
    }

    private static Refusal NotUtf8() =>
        new(RefusalCode.QueryNotUnderstood, "The query is not valid UTF-8", Hint: "Percent-encode the bytes of UTF-8 text.");
}
