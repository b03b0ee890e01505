using System.Buffers;
using System.Globalization;
using System.Text;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>Writes queries as URL text that <see cref="QueryParser"/> reads back as the same query.</summary>
/// <remarks>Queries that differ only in the order of their conditions have the same text, so it serves as a key.</remarks>
public static class QueryText
{
    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~*(),:!$");

    /// <summary>The text behind the <c>?</c>, percent-encoded; empty for every row and column.</summary>
    public static string Of(TableQuery query)
    {
        List<string> parameters = [];
        if (query.Columns is { } columns)
            parameters.Add(Parameter("columns", NameList(columns)));
        if (query.OnConflict is { } target)
            parameters.Add(Parameter("on_conflict", NameList(target)));
        AddLevel(parameters, "", query);
        parameters.Sort(StringComparer.Ordinal);
        if (query.Select is not [SelectAll])
            parameters.Insert(0, Parameter("select", SelectText.Of(query.Select)));
        return string.Join('&', parameters);
    }

    /// <summary>The text of a relation with a query, such as <c>orders?status=eq.open</c>.</summary>
    public static string Of(RelationQuery query)
    {
        var name = Escape(query.Relation);
        var text = Of(query.Query);
        return text.Length == 0 ? name : $"{name}?{text}";
    }

    private static void AddLevel(List<string> parameters, string path, TableQuery query)
    {
        foreach (var condition in query.Where)
        {
            var (key, value) = ConditionText.Parameter(condition);
            parameters.Add(Parameter(path + key, value));
        }

        if (!query.Order.IsEmpty)
            parameters.Add(Parameter(path + "order", string.Join(',', query.Order.Select(Order))));
        if (query.Limit is { } limit)
            parameters.Add(Parameter(path + "limit", limit.ToString(CultureInfo.InvariantCulture)));
        if (query.Offset != 0)
            parameters.Add(Parameter(path + "offset", query.Offset.ToString(CultureInfo.InvariantCulture)));
        foreach (var embed in query.Select.OfType<SelectEmbed>())
            AddLevel(parameters, $"{path}{NameText.Of(embed.Name)}.", embed.Query);
    }

    private static string Order(OrderTerm term)
    {
        var field = NameText.Of(term.Field);
        var text = term.Embed is { } embed ? $"{NameText.Of(embed)}({field})" : field;
        var nulls = term.Nulls switch
        {
            NullsOrder.First => ".nullsfirst",
            NullsOrder.Last => ".nullslast",
            _ => "",
        };
        return text + (term.Descending ? ".desc" : "") + nulls;
    }

    private static string NameList(IEnumerable<string> names) => string.Join(',', names.Select(NameText.Of));

    private static string Parameter(string key, string value) => $"{Escape(key)}={Escape(value)}";

    private static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Unreserved))
            return text;
        var escaped = new StringBuilder();
        foreach (var code in Encoding.UTF8.GetBytes(text))
        {
            if (Unreserved.Contains((char)code))
                escaped.Append((char)code);
            else
                escaped.Append('%').Append(code.ToString("X2", CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }
}
