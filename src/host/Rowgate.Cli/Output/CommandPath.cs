using System.CommandLine;
using System.CommandLine.Parsing;

namespace Rowgate.Cli.Output;

/// <summary>Names the command that a command line means.</summary>
internal static class CommandPath
{
    /// <summary>The words from the top, such as <c>capture remove</c>; empty for the program itself.</summary>
    public static string Of(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is { Command: not RootCommand }; result = (CommandResult)result.Parent!)
            names.Push(result.Command.Name);
        return string.Join(' ', names);
    }
}
