using System.Text;
using Rowgate.Core.Positions;
using Rowgate.Live.Events;
using Rowgate.Live.Results;

namespace Rowgate.Live.Tests.Results;

public sealed class ResultDifferenceTests
{
    [Fact]
    public void Ordered_steps_rebuild_any_result_from_any_other_by_index()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var isKeyed = seed % 2 == 0;
            var (before, after) = (RandomResult(random, isKeyed), RandomResult(random, isKeyed));

            var rows = before.Rows.Select(row => (row.Identity, Text(row))).ToList();
            foreach (var step in ResultDifference.Ordered(before, after, isKeyed))
            {
                if (step.Operation == ChangeOperation.Leave)
                {
                    Assert.Equal(Text(step.Row), rows[step.Index].Item2);
                    rows.RemoveAt(step.Index);
                    continue;
                }

                if (step.Operation == ChangeOperation.Change)
                    Assert.Equal(1, rows.RemoveAll(row => row.Identity == step.Row.Identity));
                rows.Insert(step.Index, (step.Row.Identity, Text(step.Row)));
            }

            Assert.True(after.Rows.Select(Text).SequenceEqual(rows.Select(row => row.Item2)), $"seed {seed}");
        }
    }

    [Fact]
    public void One_row_that_moves_is_one_step()
    {
        var before = Result(isKeyed: true, "1", "2", "3", "4", "5");
        var after = Result(isKeyed: true, "2", "3", "4", "5", "1");

        var step = Assert.Single(ResultDifference.Ordered(before, after, isKeyed: true));

        Assert.Equal((ChangeOperation.Change, "1", 4), (step.Operation, Text(step.Row), step.Index));
    }

    [Fact]
    public void Equal_rows_without_a_key_leave_one_by_one()
    {
        var steps = ResultDifference.Unordered(Result(isKeyed: false, "a", "a", "a"), Result(isKeyed: false, "a"));

        Assert.Equal(2, steps.Count(step => step.Operation == ChangeOperation.Leave));
        Assert.Equal(2, steps.Count);
    }

    private static ResultSet RandomResult(Random random, bool isKeyed)
    {
        var rows = Enumerable.Range(0, random.Next(9)).Select(_ => $"{random.Next(8)}");
        return Result(isKeyed, [.. isKeyed ? rows.Distinct().Select(key => $"{key}:{random.Next(2)}") : rows]);
    }

    private static ResultSet Result(bool isKeyed, params string[] rows)
    {
        var builder = new ResultBuilder(isKeyed);
        foreach (var row in rows)
        {
            var json = Encoding.UTF8.GetBytes(isKeyed ? $$"""{"$key":[{{row.Split(':')[0]}}],"v":"{{row}}"}""" : $$"""{"v":"{{row}}"}""");
            builder.Add(new(json, new[] { json.Length }));
        }

        return builder.Build(JournalOffset.Start);
    }

    private static string Text(ResultRow row) => Encoding.UTF8.GetString(row.Json.Span)[6..^2];
}
