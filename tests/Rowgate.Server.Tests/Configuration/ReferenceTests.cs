using Rowgate.Server.Configuration;
using Rowgate.Server.Postgrest;

namespace Rowgate.Server.Tests.Configuration;

/// <summary>The reference is written by the program. Where these fail, run <c>./rowgate config schema</c> and <c>page</c> again.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public void The_published_schema_is_the_one_that_the_program_writes() =>
        Assert.Equal(ConfigurationSchema.Write(), File.ReadAllText(Reference("rowgate.schema.json")));

    [Fact]
    public void The_published_page_is_the_one_that_the_program_writes() =>
        Assert.Equal(ConfigurationPage.Write(), File.ReadAllText(Reference("configuration.md")));

    [Fact]
    public void The_published_page_of_PostgREST_is_the_one_that_the_program_writes() =>
        Assert.Equal(PostgrestPage.Write(), File.ReadAllText(Reference("postgrest.md")));

    private static string Reference(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Rowgate.slnx")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "docs", "reference", name);
    }
}
