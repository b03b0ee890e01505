using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Binding;

/// <summary>Names the members of a result object.</summary>
internal static class OutputName
{
    /// <summary>The alias; else the last key of the JSON path; else the column.</summary>
    public static string Of(SelectField item)
    {
        if (item.Alias is { } alias)
            return alias;
        var path = item.Field.Path;
        for (var at = path.Length - 1; at >= 0; at--)
        {
            if (path[at].Key is { } key)
                return key;
        }

        return item.Field.Column;
    }

    /// <summary>The alias, else the function's name.</summary>
    public static string Of(SelectAggregate item) => item.Alias ?? AggregateNames.Of(item.Function);
}
