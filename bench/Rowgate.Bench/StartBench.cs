using System.Globalization;

namespace Rowgate.Bench;

/// <summary>From the start of the process to the first answered request, and what it takes while idle: memory and processor.</summary>
internal static class StartBench
{
    private const int Rounds = 5;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);

    public static async Task RunAsync()
    {
        using var database = new BenchDatabase();

        // Once for the disk's cache; it also installs capture.
        await using (await StartAsync(database))
        {
        }

        var starts = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var rowgate = await StartAsync(database);
            starts.Add(rowgate.UntilAnswer.TotalMilliseconds);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"start to the first answer: {starts.Order().ElementAt(Rounds / 2):N0} ms ({starts.Min():N0} to {starts.Max():N0})"));
        await PrintIdleAsync(database);
    }

    private static async Task PrintIdleAsync(BenchDatabase database)
    {
        await using var rowgate = await StartAsync(database);
        await Task.Delay(Settling, TimeProvider.System, CancellationToken.None);
        var before = rowgate.ProcessorTime;
        await Task.Delay(Idle, TimeProvider.System, CancellationToken.None);
        var share = (rowgate.ProcessorTime - before) / Idle;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"idle: {rowgate.ResidentBytes >> 20} MiB of memory, {share:P2} of a core"));
    }

    private static Task<RowgateProcess> StartAsync(BenchDatabase database) =>
        RowgateProcess.StartAsync(database.Path, database.Data, "/rest/v1/customers?id=eq.1");
}
