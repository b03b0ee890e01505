using Spectre.Console;

namespace Rowgate.Cli.Output;

/// <summary>Writes for people: in colour on a terminal, plain elsewhere. Standard output is for results only.</summary>
internal static class Terminal
{
    private static readonly Lazy<IAnsiConsole> LazyOut = new(() => Make(System.Console.Out, System.Console.IsOutputRedirected));
    private static readonly Lazy<IAnsiConsole> LazyErrors = new(() => Make(System.Console.Error, System.Console.IsErrorRedirected));

    /// <summary>Standard output.</summary>
    public static IAnsiConsole Out => LazyOut.Value;

    /// <summary>Standard error.</summary>
    public static IAnsiConsole Errors => LazyErrors.Value;

    /// <summary>Says what was wrong, one line for each line of the text.</summary>
    public static void Error(string message)
    {
        foreach (var line in message.Split('\n'))
            Errors.MarkupLine($"[red]error:[/] {Markup.Escape(line)}");
    }

    /// <summary>Says what can be done about it.</summary>
    public static void Hint(string hint) => Errors.MarkupLine($"[grey]hint:[/] {Markup.Escape(hint)}");

    /// <summary>Says what to look at.</summary>
    public static void Warning(string warning) => Errors.MarkupLine($"[yellow]warning:[/] {Markup.Escape(warning)}");

    private static IAnsiConsole Make(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Detect,
            Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        });

        // Never breaks lines by itself: URLs and paths are to be copied, and the terminal wraps well enough.
        if (isRedirected)
            console.Profile.Width = int.MaxValue / 2;
        return console;
    }
}
