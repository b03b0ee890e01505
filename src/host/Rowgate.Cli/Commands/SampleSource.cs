using Rowgate.Cli.Output;
using Rowgate.Server.Options;
using Rowgate.Server.Sample;
using Spectre.Console;

namespace Rowgate.Cli.Commands;

/// <summary>The sample shop in the data folder, made when it is not there.</summary>
internal static class SampleSource
{
    /// <summary>The address of the sample.</summary>
    public static SourceAddress Prepare(DataFolder data, CancellationToken cancellationToken)
    {
        if (!File.Exists(data.Sample))
            Make(data.Sample, cancellationToken);
        return new SqliteSource(Path.GetFullPath(data.Sample));
    }

    private static void Make(string path, CancellationToken cancellationToken)
    {
        if (!Terminal.Errors.Profile.Capabilities.Interactive)
        {
            Terminal.Errors.WriteLine($"Making a sample shop in {path} ...");
            SampleShop.Make(path, _ => { }, cancellationToken);
            return;
        }

        Terminal.Errors.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn()).Start(progress =>
        {
            var task = progress.AddTask("Making a sample shop");
            SampleShop.Make(
                path,
                report =>
                {
                    task.MaxValue = report.RowsTotal;
                    task.Value = report.Rows;
                    task.Description = $"Making a sample shop: {report.Table}";
                },
                cancellationToken);
        });
    }
}
