using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Rowgate.Core.Errors;
using Rowgate.Journal;
using Rowgate.Server;
using Rowgate.Server.Configuration;
using Rowgate.SqliteEngine;

namespace Rowgate.Cli.Output;

/// <summary>The edge of the program: runs the command, and turns everything that ends it into words and an exit code.</summary>
internal static class Edge
{
    // Longer than the server gives its requests to finish.
    private static readonly TimeSpan StopTimeMax = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(RootCommand root, string[] arguments)
    {
        var parsed = root.Parse(arguments.Length == 0 ? ["--help"] : arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
            return Misunderstood(parsed);
        try
        {
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopTimeMax });
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Success;
        }
        catch (Exception cause)
        {
            return Explain(cause);
        }
    }

    private static int Misunderstood(ParseResult parsed)
    {
        foreach (var message in Messages(parsed))
            Terminal.Error(message);
        Terminal.Hint($"See: {$"rowgate {CommandPath.Of(parsed)}".TrimEnd()} --help");
        return ExitCode.Usage;
    }

    // The parser's own messages say too much after one that names the word, and nothing about what was probably meant.
    private static IEnumerable<string> Messages(ParseResult parsed)
    {
        var own = parsed.Errors.Where(error => error.SymbolResult is ArgumentResult or OptionResult).Select(error => error.Message).ToArray();
        if (own.Length > 0)
            return own;
        var command = parsed.CommandResult.Command;
        var known = command.Subcommands.Select(child => child.Name).Concat(command.Options.Select(option => option.Name)).ToArray();
        return parsed.UnmatchedTokens.Count == 0
            ? parsed.Errors.Select(error => error.Message)
            : parsed.UnmatchedTokens.Select(word => $"{word} is not understood here. {NearestName.Hint(word, known)}".TrimEnd());
    }

    private static int Explain(Exception cause)
    {
        var (code, message, hint) = cause switch
        {
            CommandFailedException failure => (failure.ExitCode, failure.Message, failure.Hint),
            ConfigurationException mistakes => (ExitCode.Configuration, mistakes.Message, mistakes.Hint),
            AddressTakenException taken => (ExitCode.Address, taken.Message, taken.Hint),
            JournalException or OffsetExpiredException => (ExitCode.Journal, cause.Message, ((RowgateException)cause).Hint),
            RowgateException fault => (ExitCode.Source, fault.Message, fault.Hint),
            SqliteException sqlite => (ExitCode.Source, $"SQLite: {sqlite.Message}", null),
            IOException or UnauthorizedAccessException => (ExitCode.Output, cause.Message, null),
            _ => (ExitCode.Bug, $"This is a bug in Rowgate: {cause.GetType().Name}: {cause.Message}",
                "Please report it with what you did. ROWGATE_DEBUG=1 shows where it happened."),
        };
        Terminal.Error(message);
        if (hint is not null)
            Terminal.Hint(hint);
        if (Environment.GetEnvironmentVariable("ROWGATE_DEBUG") is { Length: > 0 })
            System.Console.Error.WriteLine(cause);
        return code;
    }
}
