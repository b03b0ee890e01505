using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Core.Positions;
using Rowgate.Journal.Embedded;
using Rowgate.Sqlite.Capture;

namespace Rowgate.Bench;

/// <summary>What capture costs another program that writes, and how fast what it wrote gets into the journal.</summary>
internal static class CaptureBench
{
    private const int Rows = 100_000;
    private const int Rounds = 3;

    private static readonly string[] Steps = ["insert", "update", "delete"];

    public static async Task RunAsync()
    {
        var captured = new List<Measure>();
        var plain = new List<Measure>();
        for (var round = 0; round < Rounds; round++)
        {
            captured.Add(await MeasureAsync(isCaptured: true));
            plain.Add(await MeasureAsync(isCaptured: false));
        }

        for (var step = 0; step < Steps.Length; step++)
        {
            var (with, without) = (Middle(captured, m => m.WriteUs[step]), Middle(plain, m => m.WriteUs[step]));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Steps[step] + " by another connection",-44} captured {with,6:N2} us   plain {without,6:N2} us   ratio {with / without:0.0}"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"from the file into the journal, durable: {Middle(captured, m => m.CapturedPerSecond):N0} changes/s"));
    }

    // Written while nobody reads, so that each half is measured alone.
    private static async Task<Measure> MeasureAsync(bool isCaptured)
    {
        using var database = new BenchDatabase();
        if (isCaptured)
            await CaptureAsync(database, 0);
        var times = Write(database);
        return new(times, isCaptured ? Steps.Length * Rows / await CaptureAsync(database, Steps.Length * Rows) : 0);
    }

    private static double[] Write(BenchDatabase database)
    {
        using var connection = database.Connect();
        connection.Execute("PRAGMA synchronous = NORMAL");
        return
        [
            Time("INSERT INTO ticks VALUES (?1, 'tick ' || ?1)"),
            Time("UPDATE ticks SET note = 'tock ' || ?1 WHERE id = ?1"),
            Time("DELETE FROM ticks WHERE id = ?1"),
        ];

        double Time(string sql)
        {
            var started = Stopwatch.GetTimestamp();
            for (var id = 1; id <= Rows;)
            {
                connection.Execute("BEGIN IMMEDIATE");
                for (var end = id + 100; id < end; id++)
                {
                    using var statement = connection.Prepare(sql);
                    statement.Bind(1, id);
                    statement.Step();
                }

                connection.Execute("COMMIT");
            }

            return Stopwatch.GetElapsedTime(started).TotalMicroseconds / Rows;
        }
    }

    // The seconds until the journal has this many changes; with zero it only installs.
    private static async Task<double> CaptureAsync(BenchDatabase database, int expected)
    {
        var started = Stopwatch.GetTimestamp();
        await using var journal = EmbeddedJournal.Open(
            new() { Directory = database.Data }, TimeProvider.System, NullLogger<EmbeddedJournal>.Instance);
        await using var source = new SqliteChangeSource("main", database.Path, new(), TimeProvider.System);
        await foreach (var batch in source.ReadAsync(SourcePosition.None, CancellationToken.None))
        {
            if (batch.Count > 0)
                await journal.AppendAsync(batch, CancellationToken.None);
            if (journal.End.Value >= expected)
                break;
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Middle(List<Measure> measures, Func<Measure, double> value) =>
        measures.Select(value).Order().ElementAt(measures.Count / 2);

    private sealed record Measure(double[] WriteUs, double CapturedPerSecond);
}
