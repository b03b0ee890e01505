using Rowgate.Databases;

namespace Rowgate.PostgreSql.Tests.Reading;

/// <summary>Alone, because what the whole process allocates is measured.</summary>
[CollectionDefinition(nameof(LargeResultTests), DisableParallelization = true)]
[Collection(nameof(LargeResultTests))]
public sealed class LargeResultTests
{
    [Fact]
    public async Task Large_results_come_in_batches_and_memory_stays_flat()
    {
        await using var gateway = await Gateway.OpenAsync(
            15, "CREATE VIEW big AS SELECT g AS id, repeat('x', 1000) AS filler FROM generate_series(1, 200000) g");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var rows = (await gateway.Database.ReadAsync(gateway.Plan("big"), default, RequestSession.Own, cancellationToken)).Value!;
        var (count, bytes, peak) = (0, 0L, 0L);
        var allocated = GC.GetTotalAllocatedBytes();

        while ((await rows.NextAsync(cancellationToken)).Value is { Count: > 0 } batch)
        {
            count += batch.Count;
            bytes += batch.Json.Length;
            peak = Math.Max(peak, batch.Json.Length);
        }

        Assert.Equal(200_000, count);
        Assert.InRange(bytes, 200_000_000, 220_000_000);
        Assert.InRange(peak, 1, 320 << 10);

        // A copy of each row would be more than the result itself.
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, bytes / 2);
    }
}
