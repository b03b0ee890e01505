using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;

namespace Rowgate.Core.Query.Binding;

/// <summary>Says why no function was chosen.</summary>
internal static class FunctionRefusals
{
    /// <summary>No function of this name takes these arguments.</summary>
    public static Refusal NotFound(DatabaseCatalog catalog, TableName name, IReadOnlyCollection<string> arguments, CallContent content)
    {
        var names = string.Join(", ", arguments.Order(StringComparer.Ordinal));
        var body = content switch
        {
            CallContent.Text => "text",
            CallContent.Xml => "xml",
            CallContent.Octets => "bytea",
            _ => null,
        };
        var shown = arguments.Count == 0 ? " without parameters" : $"({names})";
        var searched = arguments.Count == 0 ? " without parameters" : $" with parameter{(arguments.Count > 1 ? "s" : "")} {names}";
        if (content == CallContent.Json)
            searched += " or with a single unnamed json/jsonb parameter";
        return new(
            RefusalCode.FunctionNotFound,
            $"Could not find the function {name}{(body is null ? shown : "")} in the schema cache",
            $"Searched for the function {name}{(body is null ? searched : $" with a single unnamed {body} parameter")}, "
                + "but no matches were found in the schema cache.",
            body is null ? Hint(catalog, name, arguments) : null);
    }

    /// <summary>More than one function takes these arguments.</summary>
    public static Refusal Ambiguous(ImmutableArray<Function> found) =>
        new(
            RefusalCode.FunctionAmbiguous,
            $"Could not choose the best candidate function between: {string.Join(", ", found.Select(Signature))}",
            Hint: "Try renaming the parameters or the function itself in the database so function overloading can be resolved");

    private static string Signature(Function function) =>
        $"{function.Name}({string.Join(", ", function.Parameters.Select(parameter => $"{parameter.Name} => {parameter.Type.Name}"))})";

    // With the right name it is the parameters that are wrong.
    private static string? Hint(DatabaseCatalog catalog, TableName name, IReadOnlyCollection<string> arguments)
    {
        var overloads = catalog.FunctionsNamed(name);
        if (overloads.IsEmpty)
        {
            var others = catalog.Functions.Where(function => function.Name.Schema == name.Schema).Select(function => function.Name.Name);
            return NearestName.Find(name.Name, others.Distinct(StringComparer.Ordinal)) is { } nearest
                ? $"Perhaps you meant to call the function {name.Schema}.{nearest}"
                : null;
        }

        var nearestOverload = overloads.MaxBy(function => function.Parameters.Count(parameter => arguments.Contains(parameter.Name, StringComparer.Ordinal)))!;
        return $"Perhaps you meant to call the function {name}"
            + $"({string.Join(", ", nearestOverload.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal))})";
    }
}
