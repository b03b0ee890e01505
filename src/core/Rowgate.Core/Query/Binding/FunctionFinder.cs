using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;

namespace Rowgate.Core.Query.Binding;

/// <summary>Chooses among the overloads of a function.</summary>
/// <remarks>Source of the rules: https://docs.postgrest.org/en/stable/references/api/functions.html</remarks>
internal static class FunctionFinder
{
    /// <summary>The one function of this name whose parameters the arguments fit; if none, the one that takes the whole body.</summary>
    public static Outcome<Function> Find(DatabaseCatalog catalog, TableName name, HashSet<string> arguments, CallContent content)
    {
        var overloads = catalog.FunctionsNamed(name);
        ImmutableArray<Function> fitting = [.. overloads.Where(function => Fits(function, arguments, content))];
        if (fitting.IsEmpty)
            fitting = [.. overloads.Where(function => TakesBody(function, content))];
        return fitting switch
        {
            [var only] => only,
            [] => FunctionRefusals.NotFound(catalog, name, arguments, content),
            _ => FunctionRefusals.Ambiguous(fitting),
        };
    }

    /// <summary>True when the whole body can be the function's only, unnamed argument.</summary>
    private static bool TakesBody(Function function, CallContent content) =>
        function.TakesBody
        && (content, function.Parameters[0].Type.Name) is
            (CallContent.Json, "json" or "jsonb") or (CallContent.Text, "text") or (CallContent.Xml, "xml") or (CallContent.Octets, "bytea");

    /// <summary>True when the arguments are the function's required parameters and any of the others.</summary>
    public static bool Fits(Function function, HashSet<string> arguments, CallContent content)
    {
        // Bytes and text are an argument themselves, so that a function without parameters is not meant.
        if (function.Parameters.IsEmpty)
            return arguments.Count == 0 && content is CallContent.None or CallContent.Json or CallContent.Form;
        var fitting = 0;
        foreach (var parameter in function.Parameters)
        {
            if (arguments.Contains(parameter.Name))
                fitting++;
            else if (parameter.IsRequired)
                return false;
        }

        return fitting == arguments.Count;
    }
}
