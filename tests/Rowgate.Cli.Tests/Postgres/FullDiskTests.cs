using System.Globalization;
using System.Text.Json;

namespace Rowgate.Cli.Tests.Postgres;

/// <summary>Capture from the log without room for the journal. A limit on the size of files stands for the full disk, as in the
/// tests over SQLite.</summary>
public sealed class FullDiskTests
{
    private const long FileSize = 300_000;

    [Fact]
    public async Task A_journal_without_room_keeps_the_slot_until_it_has_every_change()
    {
        await using var shop = await Shop.MakeAsync();
        await using var serving = await shop.Rowgate.ServeWithLimitAsync(shop.Captured);
        var end = await Shop.JournalEndAsync(serving);
        await serving.LimitFilesAsync(FileSize);

        for (var id = 1001; id <= 1100; id++)
        {
            await shop.Database.ExecuteAsync(
                $"INSERT INTO orders VALUES ({id.ToString(CultureInfo.InvariantCulture)}, repeat('x', 10000))");
        }

        await UntilUnreadyAsync(serving, "journal");
        Assert.True(await Shop.JournalEndAsync(serving) < end + 100);

        await serving.LimitFilesAsync(null);
        await serving.WaitUntilReadyAsync();
        Assert.Equal(Enumerable.Range(1001, 100), await JournalAsync(shop, serving, end + 100));
    }

    private static Task UntilUnreadyAsync(Serving serving, string why) => Serving.WaitAsync(async () =>
        await serving.TryGetAsync("health/ready") is (503, var body) && body.Contains(why, StringComparison.Ordinal));

    private static async Task<IEnumerable<int>> JournalAsync(Shop shop, Serving serving, long end)
    {
        await Serving.WaitAsync(async () => await Shop.JournalEndAsync(serving) >= end);
        Assert.Equal(end, await Shop.JournalEndAsync(serving));
        var run = await shop.Rowgate.RunAsync("changes", "--json");
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("after").GetProperty("id").GetInt32());
    }
}
