using System.Text.Json;
using Rowgate.PostgreSql.Configuration;

namespace Rowgate.Live.Tests.PostgreSql;

/// <summary>Live queries and backfills that begin at any moment, while many write in every way that there is.</summary>
public sealed class TortureTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("ROWGATE_LONG") == "1";

    private static readonly string[] Queries =
    [
        "accounts",
        "accounts?select=amount.sum()",
        "accounts?amount=gt.100&select=id,owner",
        "entries?account=eq.3",
        "notes",
        "accounts?select=id,entries(id,amount)&id=lt.10",
        "rich",
        "entries?order=amount.desc,id&limit=5",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(15, CaptureMode.Wal)]
    [InlineData(18, CaptureMode.Wal)]
    [InlineData(15, CaptureMode.Trigger)]
    public async Task Followers_and_the_journal_end_with_what_SQL_answers(int version, CaptureMode mode)
    {
        var seed = Environment.GetEnvironmentVariable("ROWGATE_SEED") is { } given
            ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : version;
        TestContext.Current.TestOutputHelper?.WriteLine($"ROWGATE_SEED={seed}");
        await using var shop = await PostgresShop.StartAsync(version, HardWriter.Schema, mode: mode);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromMinutes(IsLong ? 10 : 5));

        var begin = shop.Journal.End;
        var written = Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            new HardWriter(shop.Lease.ConnectionString, number, new Random(seed + number)).RunAsync(IsLong ? 2000 : 60, deadline.Token)));
        var followers = Enumerable.Range(0, IsLong ? 64 : 24).Select(i =>
            FollowAsync(shop, Queries[i % Queries.Length], new Random(seed + 100 + i), written, deadline.Token)).ToList();
        await shop.UntilAsync(() => shop.Journal.End > begin);
        Assert.Null(shop.Backfills.Ask([new("public", "accounts"), new("public", "entries")]));

        await written;
        await Task.WhenAll(followers);
        await shop.UntilAsync(() => shop.Backfills.All.All(status => status.IsOver));
        await RebuildAsync(shop, "accounts");
        await RebuildAsync(shop, "entries");
    }

    private static async Task FollowAsync(
        PostgresShop shop, string query, Random random, Task written, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(IsLong ? 20_000 : 900)), TimeProvider.System, cancellationToken);
        var request = PostgresShop.Request(query);
        var opened = await shop.Live.OpenAsync(request, cancellationToken);
        Assert.True(opened.Accepted, $"{query}: {opened.Refusal?.Message} {opened.Refusal?.Details}");
        await using var following = opened.Value;
        var replica = new Replica();
        var isOrdered = query.Contains("order=", StringComparison.Ordinal);
        var isSum = query.Contains("sum()", StringComparison.Ordinal);
        try
        {
            await foreach (var happened in following.ReadAsync(cancellationToken))
            {
                replica.Apply(happened);
                if (isSum && happened.Offset is not null)
                    Assert.Equal(HardWriter.Accounts * 100, SumOf(replica));
                if (happened.Offset is null || !written.IsCompleted)
                    continue;
                var answered = await shop.ReadAsync(request, cancellationToken);
                if (isOrdered
                    ? answered.SequenceEqual(replica.Rows)
                    : answered.Order(StringComparer.Ordinal).SequenceEqual(replica.SortedRows))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Assert.Fail(
                $"{query} holds {string.Join(' ', replica.SortedRows)} but SQL says "
                + string.Join(' ', (await shop.ReadAsync(request, Token)).Order(StringComparer.Ordinal)));
        }

        Assert.Fail($"{query} ended with {replica.Words[^1]}");
    }

    private static int SumOf(Replica replica) =>
        JsonDocument.Parse(replica.Rows.Single()).RootElement.GetProperty("sum").GetInt32();

    private static async Task RebuildAsync(PostgresShop shop, string table)
    {
        var expected = (await shop.ReadAsync(PostgresShop.Request(table), Token)).Order(StringComparer.Ordinal).ToList();
        var rebuilt = await JournalReplica.ReadAsync(shop.Journal, new("public", table), Token);
        Assert.Equal(expected, rebuilt);
    }
}
