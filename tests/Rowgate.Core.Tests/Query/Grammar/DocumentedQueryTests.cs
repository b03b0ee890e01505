using System.Text.RegularExpressions;
using Rowgate.Core.Query.Grammar;

namespace Rowgate.Core.Tests.Query.Grammar;

/// <summary>What the guide shows must work.</summary>
public sealed partial class DocumentedQueryTests
{
    [Fact]
    public void Every_query_in_the_guide_is_understood()
    {
        // In a table, Markdown wants the bar escaped.
        var queries =
            from file in Directory.EnumerateFiles(Path.Combine(Root(), "docs", "guide"), "*.md")
            from Match match in QueryPattern().Matches(File.ReadAllText(file))
            select match.Groups["query"].Value.Replace("\\|", "|", StringComparison.Ordinal);
        var refused = queries.Select(query => (query, QueryParser.Parse(query).Refusal)).Where(tried => tried.Refusal is not null).ToList();

        Assert.NotEmpty(queries);
        Assert.Empty(refused);
    }

    // The address of a database has a question mark too, and settings of TLS behind it.
    [GeneratedRegex("[?](?!ssl)(?<query>[a-z_.]+=[^`'\"\\s]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QueryPattern();

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Rowgate.slnx")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
