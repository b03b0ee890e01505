using System.Text;
using System.Text.Json;
using Npgsql;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Reads what comes before the rows of a read that asked for their number.</summary>
internal static class RowCounts
{
    /// <summary>Reads it, so that the reader stands at the first row, if the number comes with it, and else in front of it.</summary>
    /// <returns>The number of all rows, null when not asked for; and whether the row at which the reader stands shows something.</returns>
    public static async ValueTask<(long? Total, bool HasFirst)> ReadAsync(
        NpgsqlDataReader reader, ReadStatement statement, CancellationToken stop)
    {
        long? planned = null;
        if (statement.Estimate is not null)
        {
            planned = await ReadEstimateAsync(reader, stop);
            await reader.NextResultAsync(stop);
        }

        if (!statement.HasTotal)
            return (planned, false);
        await reader.ReadAsync(stop);
        var counted = reader.GetInt64(0);
        return (
            planned is { } rows && counted > statement.CountedMax ? Math.Max(counted, rows) : counted,
            !await reader.IsDBNullAsync(1, stop));
    }

    private static async ValueTask<long> ReadEstimateAsync(NpgsqlDataReader reader, CancellationToken stop)
    {
        var text = new StringBuilder();
        while (await reader.ReadAsync(stop))
            text.Append(reader.GetString(0));
        using var plan = JsonDocument.Parse(text.ToString());
        return (long)plan.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble();
    }
}
