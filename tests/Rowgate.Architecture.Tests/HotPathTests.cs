namespace Rowgate.Architecture.Tests;

public sealed class HotPathTests
{
    private const string Mark = "// Hot path: bench/";

    [Fact]
    public void Every_hot_path_names_a_bench_that_exists()
    {
        var missing =
            from file in Repository.SourceFiles
            from line in File.ReadLines(file)
            where line.StartsWith(Mark, StringComparison.Ordinal)
            let bench = Path.Combine(Repository.Root, "bench", "Rowgate.Bench", line[Mark.Length..].Trim() + "Bench.cs")
            where !File.Exists(bench)
            select $"{Repository.Relative(file)}: {line}";

        Assert.Empty(missing);
    }
}
