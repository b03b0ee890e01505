using System.Reflection;
using System.Text.RegularExpressions;
using Rowgate.Core.Errors;

namespace Rowgate.Http.Tests;

public sealed partial class ErrorDocumentTests
{
    [Fact]
    public void The_document_lists_every_code_with_its_status_and_no_other()
    {
        var codes = typeof(RefusalCode).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(RefusalCode))
            .Select(field => (RefusalCode)field.GetValue(null)!)
            .Select(code => $"{code.Text} {code.HttpStatus}");
        var listed = Row().Matches(File.ReadAllText(Document())).Select(row => $"{row.Groups["code"].Value} {row.Groups["status"].Value}");
        Assert.Equal(codes.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static string Document()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Rowgate.slnx")))
            directory = directory.Parent ?? throw new InvalidOperationException("The repository was not found.");
        return Path.Combine(directory.FullName, "docs", "reference", "errors.md");
    }

    [GeneratedRegex(@"^\| `(?<code>[A-Z0-9]+)` \| (?<status>\d{3}) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
