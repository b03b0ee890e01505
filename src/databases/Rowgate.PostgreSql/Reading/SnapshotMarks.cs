using System.Globalization;
using Npgsql;
using Rowgate.Core.Positions;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Reads which transactions a snapshot shows.</summary>
/// <remarks>Source: https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT</remarks>
internal static class SnapshotMarks
{
    /// <summary>The end of the log, for changes that are read from it.</summary>
    public const string LogEnd = "pg_current_wal_insert_lsn() - '0/0'::pg_lsn";

    /// <summary>The statement that tells a snapshot.</summary>
    /// <param name="logEnd">An SQL expression for the end of the log as a whole number.</param>
    public static string Query(string logEnd) => $"SELECT pg_current_snapshot()::text, ({logEnd})::text";

    /// <summary>Reads the row of <see cref="Query"/> at which the reader's result begins.</summary>
    /// <returns>Null where nothing is installed yet that would know the end of the log.</returns>
    public static async ValueTask<VisibilityMark?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        return await reader.IsDBNullAsync(1, cancellationToken) ? null : Parse(reader.GetString(0), reader.GetString(1));
    }

    /// <summary>Reads <c>xmin:xmax:xip,xip</c>, and the end of the log.</summary>
    public static VisibilityMark Parse(string snapshot, string logEnd)
    {
        var parts = snapshot.Split(':');
        return new(
            Number(parts[0]),
            Number(parts[1]),
            [.. parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)],
            new(Number(logEnd)));
    }

    private static ulong Number(string text) => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
