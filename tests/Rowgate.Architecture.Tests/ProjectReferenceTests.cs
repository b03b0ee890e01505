using System.Xml.Linq;

namespace Rowgate.Architecture.Tests;

public sealed class ProjectReferenceTests
{
    // The architecture in one table. Change it in the same commit as docs/architecture.md, and say why there.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Rowgate.Core"] = [],
        ["Rowgate.Access"] = ["Rowgate.Core"],
        ["Rowgate.Databases"] = ["Rowgate.Core"],
        ["Rowgate.SqliteEngine"] = [],
        ["Rowgate.Sqlite"] = ["Rowgate.Core", "Rowgate.Databases", "Rowgate.SqliteEngine"],
        ["Rowgate.PostgreSql"] = ["Rowgate.Core", "Rowgate.Databases"],
        ["Rowgate.Journal"] = ["Rowgate.Core", "Rowgate.SqliteEngine"],
        ["Rowgate.Capture"] = ["Rowgate.Core", "Rowgate.Databases", "Rowgate.Journal"],
        ["Rowgate.Live"] = ["Rowgate.Core", "Rowgate.Access", "Rowgate.Databases", "Rowgate.Journal"],
        ["Rowgate.Gate"] = ["Rowgate.Core", "Rowgate.Access", "Rowgate.Databases"],
        ["Rowgate.Http"] = ["Rowgate.Core", "Rowgate.Access", "Rowgate.Gate", "Rowgate.Live"],
        ["Rowgate.Server"] =
        [
            "Rowgate.Core", "Rowgate.Access", "Rowgate.Databases", "Rowgate.SqliteEngine", "Rowgate.Sqlite", "Rowgate.PostgreSql",
            "Rowgate.Journal", "Rowgate.Capture", "Rowgate.Live", "Rowgate.Gate", "Rowgate.Http",
        ],
        ["Rowgate.Cli"] = ["Rowgate.Core", "Rowgate.Journal", "Rowgate.Server"],
    };

    [Fact]
    public void The_table_lists_every_project_and_no_other() =>
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), Repository.Projects.Select(Name).Order(StringComparer.Ordinal));

    [Fact]
    public void No_project_references_more_than_the_table_allows()
    {
        var excess =
            from project in Repository.Projects
            from reference in XDocument.Load(project).Descendants("ProjectReference")
            let target = Name(reference.Attribute("Include")!.Value)
            where !Allowed[Name(project)].Contains(target, StringComparer.Ordinal)
            select $"{Name(project)} -> {target}";

        Assert.Empty(excess);
    }

    [Fact]
    public void Core_has_no_packages() =>
        Assert.Empty(XDocument.Load(Repository.Projects.Single(p => Name(p) == "Rowgate.Core")).Descendants("PackageReference"));

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}
