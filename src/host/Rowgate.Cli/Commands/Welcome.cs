using Rowgate.Access;
using Rowgate.Cli.Output;
using Rowgate.Core.Catalog;
using Rowgate.Server;
using Rowgate.Server.Hosting;
using Rowgate.Server.Options;
using Rowgate.SqliteEngine;
using Spectre.Console;

namespace Rowgate.Cli.Commands;

/// <summary>What <c>serve</c> says once it listens: what it serves, what to open, what to try.</summary>
internal static class Welcome
{
    public static void Write(RowgateServer server, RowgateOptions options, SourceAddress source)
    {
        var url = server.Addresses.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "127.0.0.1", StringComparison.Ordinal);
        var console = Terminal.Out;
        console.MarkupLine($"[bold]Rowgate {ProductVersion.Text}[/] is ready.");
        console.WriteLine();
        Line("source", $"{source}{(options.Source is null ? " (a sample shop; give a file to serve yours)" : "")}");
        if (source is SqliteSource)
            Line("library", $"SQLite {SqliteLibrary.Version} ({SqliteLibrary.Origin})");
        else if (server.Database.WhyNotReady is null)
            Line("database", server.Database.Product);
        Line("journal", $"{options.Data.Journal}, at offset {server.Journal.End}");
        Line("callers", Callers(options));
        console.WriteLine();
        Line("console", $"{url}/console/");
        Line("REST", $"{url}/rest/v1/");
        Line("health", $"{url}/health/ready   metrics: {url}/metrics");
        console.WriteLine();
        var examples = Examples($"{url}/rest/v1", server.Database.Catalog, options.Source is null, options.Capture.Mode is not (CaptureChoice.None or CaptureChoice.Polling)).ToArray();
        if (server.Database.WhyNotReady is not null)
            console.WriteLine("The database cannot be read yet: requests get 503 until it can be.");
        else if (examples.Length > 0)
            console.WriteLine("Try:");
        foreach (var example in examples)
            console.WriteLine($"  {example}");
        console.WriteLine();
        console.WriteLine("Stop with Ctrl-C.");
    }

    private static void Line(string name, string value) => Terminal.Out.MarkupLine($"  [grey]{name,-8}[/] {Markup.Escape(value)}");

    private static string Callers(RowgateOptions options) =>
        options is { Source: PostgresSource, Auth.AnonymousRole: { } role }
            ? $"anonymous: the database role {role}"
            : $"anonymous: {Rights(options.Access)}";

    private static string Rights(AnonymousAccess access) => access switch
    {
        AnonymousAccess.Write => "may read and write",
        AnonymousAccess.Read => "may read",
        _ => "may do nothing (see the setting \"anonymous\")",
    };

    private static IEnumerable<string> Examples(string url, DatabaseCatalog catalog, bool isSample, bool followed)
    {
        if (isSample)
        {
            yield return $"curl '{url}/orders?status=eq.open&select=id,total,customers(name,city)&order=total.desc&limit=3'";
            yield return $"curl -N -H 'Accept: text/event-stream' '{url}/orders?status=eq.open&id=gt.25900&select=id,status,total'";
            yield return $"curl '{url}/orders' -H 'Content-Type: application/json' -H 'Prefer: return=representation' -d '{{\"customer_id\":7,\"total\":42.5}}'";
            yield break;
        }

        if (catalog.Relations.FirstOrDefault(relation => relation.Kind == RelationKind.Table) is not { } table)
            yield break;
        var name = Uri.EscapeDataString(table.Name.Name);
        yield return $"curl '{url}/{name}?limit=3'";
        if (followed)
            yield return $"curl -N -H 'Accept: text/event-stream' '{url}/{name}'";
    }
}
