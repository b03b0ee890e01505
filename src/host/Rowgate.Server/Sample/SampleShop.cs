using Rowgate.SqliteEngine;

namespace Rowgate.Server.Sample;

/// <summary>A shop of about 100,000 rows to try Rowgate on. Always the same rows: they are made from a seed.</summary>
public static class SampleShop
{
    /// <summary>Makes the file.</summary>
    /// <param name="path">The file; its folder must be there, the file must not.</param>
    /// <param name="report">Called every few thousand rows.</param>
    /// <param name="cancellationToken">Stops the work and leaves no file.</param>
    /// <exception cref="SqliteException">The disk is full or the folder cannot be written.</exception>
    public static void Make(string path, Action<SampleProgress> report, CancellationToken cancellationToken)
    {
        // Under another name until it is whole, so that a process that is killed half-way leaves no half shop behind.
        var unfinished = path + ".unfinished";
        File.Delete(unfinished);
        try
        {
            using (var connection = SqliteConnection.Open(unfinished, SqliteOpenMode.Create, TimeSpan.FromSeconds(5)))
            {
                connection.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA user_version = 1; BEGIN");
                connection.Execute(SampleSchema.Tables);
                new SampleRows(connection, report, cancellationToken).Write();
                connection.Execute(SampleSchema.IndexesAndViews);
                connection.Execute("COMMIT; PRAGMA journal_mode = WAL");
            }

            File.Move(unfinished, path);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
