using System.Text;
using Npgsql;
using NpgsqlTypes;
using Rowgate.Core.Values;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Wal.Tables;

/// <summary>Reads a row again whose large values the log left out because they did not change.</summary>
/// <remarks>Only for tables that keep their replica identity. What is read is the row as it is now: when a later change of it
/// is already committed, that one's value is shown early; when the row is gone, null, and its end follows.</remarks>
internal static class RowReader
{
    /// <summary>Reads it.</summary>
    /// <param name="connection">A connection with ISO dates in UTC.</param>
    /// <param name="table">The table.</param>
    /// <param name="after">What the log has of the row, with null for what it lacks.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<RowImage> CompleteAsync(
        NpgsqlConnection connection, WalTable table, RowImage after, CancellationToken cancellationToken)
    {
        var known = new ColumnOffsets();
        known.Read(after);
        var sql = new SqlText().Add("SELECT ");
        for (var i = 0; i < table.Shape.Columns.Length; i++)
            sql.Add(i == 0 ? "" : ", ").Name(table.Shape.Columns[i].Name).Add("::text");
        sql.Add(" FROM ").Name(table.Shape.Table).Add(" WHERE true");
        foreach (var ordinal in table.Identity)
        {
            sql.Add(" AND ").Name(table.Shape.Columns[ordinal].Name).Add(" = ");
            sql.Parameter(LiteralReader.Text(known[ordinal]), NpgsqlDbType.Unknown);
        }

        await using var command = new NpgsqlCommand(sql.Text, connection);
        foreach (var parameter in sql.Parameters)
            command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Merge(reader, table, known) : after;
    }

    private static RowImage Merge(NpgsqlDataReader row, WalTable table, ColumnOffsets known)
    {
        using var image = new PooledBuffer();
        for (var i = 0; i < table.Writers.Length; i++)
        {
            image.Add(i == 0 ? (byte)'[' : (byte)',');
            if (LiteralReader.IsNull(known[i]) && !row.IsDBNull(i))
                table.Writers[i].Write(Encoding.UTF8.GetBytes(row.GetString(i)), image);
            else
                image.Add(known[i]);
        }

        image.Add((byte)']');
        return new(image.WrittenSpan.ToArray());
    }
}
