using System.CommandLine;
using System.Text.Json;
using Rowgate.Cli.Output;

namespace Rowgate.Cli.Commands;

/// <summary><c>rowgate backfill</c>: asks a running server to read existing rows into the journal, and watches it.</summary>
internal static class BackfillCommand
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    public static Command Make()
    {
        var tables = new Argument<string[]>("TABLE")
        {
            Description = "The tables, as NAME or SCHEMA.NAME. None: only tell how far backfills are.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var noWait = new Option<bool>("--no-wait") { Description = "Do not wait for the end." };
        var command = new Command(
            "backfill",
            "Read the rows of tables that were there before capture into the journal of the running server.") { tables, noWait };
        var configuration = new ConfigurationFlags(command).WithListen(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = new AdminClient(configuration.Read(parsed));
            var names = parsed.GetValue(tables) ?? [];
            var all = await AskAsync(client, names, cancellationToken);
            while (names.Length > 0 && !parsed.GetValue(noWait) && all.EnumerateArray().Any(IsOpen))
            {
                Show(all, isLast: false);
                await Task.Delay(LookInterval, TimeProvider.System, cancellationToken);
                all = await AskAsync(client, [], cancellationToken);
            }

            Show(all, isLast: true);
            return all.EnumerateArray().Any(one => StateOf(one) == "failed") ? ExitCode.CheckFailed : ExitCode.Success;
        });
        return command;
    }

    private static Task<JsonElement> AskAsync(AdminClient client, string[] tables, CancellationToken cancellationToken) =>
        tables.Length == 0
            ? client.GetAsync("backfills", cancellationToken)
            : client.PostAsync(
                "backfills", new Dictionary<string, string[]>(StringComparer.Ordinal) { ["tables"] = tables }, cancellationToken);

    // Progress is no result.
    private static void Show(JsonElement all, bool isLast)
    {
        foreach (var one in all.EnumerateArray())
        {
            var line = $"{one.GetProperty("table").GetString()} {StateOf(one)}: {one.GetProperty("rows").GetInt64()} rows";
            if (one.GetProperty("error").GetString() is { } error)
                line += $" ({error})";
            if (isLast)
                Console.Out.WriteLine(line);
            else if (StateOf(one) == "running")
                Console.Error.WriteLine(line);
        }
    }

    private static bool IsOpen(JsonElement one) => StateOf(one) is "waiting" or "running";

    private static string StateOf(JsonElement one) => one.GetProperty("state").GetString()!;
}
