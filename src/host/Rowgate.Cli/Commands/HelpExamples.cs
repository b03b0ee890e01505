using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Rowgate.Cli.Output;

namespace Rowgate.Cli.Commands;

/// <summary>Adds examples to the end of each command's <c>--help</c>.</summary>
internal static class HelpExamples
{
    private static readonly Dictionary<string, string[]> ByCommand = new(StringComparer.Ordinal)
    {
        ["serve"] =
        [
            "rowgate serve                              a sample shop to try things on",
            "rowgate serve shop.db                      an SQLite file of yours",
            "rowgate serve shop.db --listen [::1]:9000 --data /var/lib/rowgate",
            "rowgate serve --config rowgate.yaml --set log.level=debug",
        ],
        ["check"] = ["rowgate check                              rowgate.yaml of this folder", "rowgate check shop.db"],
        ["changes"] =
        [
            "rowgate changes                            everything that the journal holds",
            "rowgate changes --from 15m --follow        since a quarter of an hour ago, and on",
            "rowgate changes 'orders?status=eq.open'    only changes of matching rows",
            "rowgate changes --from 1200 --json | jq .after",
        ],
        ["init"] = ["rowgate init", "rowgate init shop.db --config conf/rowgate.yaml", "rowgate init --from-postgrest postgrest.conf"],
        ["backfill"] = ["rowgate backfill orders customers", "rowgate backfill                           only how far they are"],
        ["reload"] = ["rowgate reload", "rowgate reload schema"],
        ["capture remove"] = ["rowgate capture remove shop.db"],
        ["config schema"] = ["rowgate config schema > rowgate.schema.json"],
        [""] = ["rowgate serve", "rowgate check", "rowgate changes --follow"],
    };

    /// <summary>Adds them to the help of this command and of all below.</summary>
    public static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }

    private sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var result = usual.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            if (ByCommand.GetValueOrDefault(CommandPath.Of(parseResult)) is not { } examples)
                return result;
            output.WriteLine("Examples:");
            foreach (var example in examples)
                output.WriteLine("  " + example);
            output.WriteLine();
            return result;
        }
    }
}
