using Npgsql;
using Rowgate.Core.Positions;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Wal.Setup;
using Rowgate.PostgreSql.Wal.Tables;

namespace Rowgate.PostgreSql.Wal;

/// <summary>What is open when a session begins.</summary>
/// <param name="Connection">For questions.</param>
/// <param name="Stream">The log.</param>
/// <param name="Shapes">What was told of the tables.</param>
/// <param name="Start">Where the log begins.</param>
/// <param name="After">Where the journal ends.</param>
internal sealed record WalOpening(
    NpgsqlConnection Connection, WalStream Stream, ShapeMemory Shapes, WalStart Start, SourcePosition After);

/// <summary>Where capture keeps what it needs besides the journal.</summary>
/// <param name="Spool">The folder of transactions that have not ended.</param>
/// <param name="Shapes">The file of the shapes that were told.</param>
/// <param name="Mark">The file of how far the slot was moved on.</param>
/// <param name="Partitions">The file of the partitions that tables had.</param>
internal sealed record WalFiles(string Spool, string Shapes, string Mark, string Partitions)
{
    /// <summary>The files of a capture; their folder is made.</summary>
    public static WalFiles Of(PostgresCaptureOptions options)
    {
        var files = At(options);
        Directory.CreateDirectory(files.Spool);
        return files;
    }

    /// <summary>Where the files of a capture are, if there are any.</summary>
    public static WalFiles At(PostgresCaptureOptions options)
    {
        var folder = Path.GetFullPath(Path.Combine(options.SpoolFolder, options.Name));
        return new(folder, Path.Combine(folder, "shapes.json"), Path.Combine(folder, "passed"), Path.Combine(folder, "partitions"));
    }
}
