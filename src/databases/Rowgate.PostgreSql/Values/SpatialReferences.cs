using System.Collections.Immutable;
using System.Globalization;
using Npgsql;

namespace Rowgate.PostgreSql.Values;

/// <summary>How the spatial reference systems of a database are called, as in <c>EPSG:4326</c>.</summary>
/// <remarks>Thousands of systems are a few hundred runs of numbers. Those that are added later are known when a table is looked at
/// again.</remarks>
/// <param name="runs">Each without gaps, ordered by number.</param>
internal sealed class SpatialReferences(ImmutableArray<SpatialReferences.Run> runs)
{
    /// <summary>None is known.</summary>
    public static readonly SpatialReferences None = new([]);

    /// <summary>Reads those of PostGIS.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="schema">The schema of PostGIS, quoted.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<SpatialReferences> ReadAsync(
        NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var table = $"{schema}.spatial_ref_sys";
        await using var ask = new NpgsqlCommand("SELECT has_table_privilege(to_regclass($1), 'SELECT')", connection);
        ask.Parameters.Add(new() { Value = table });
        if (await ask.ExecuteScalarAsync(cancellationToken) is not true)
            return None;
        await using var command = new NpgsqlCommand(
            $"""
            SELECT min(srid), max(srid), auth_name::text, shift FROM (
              SELECT srid, auth_name, auth_srid - srid AS shift,
                srid - row_number() OVER (PARTITION BY auth_name, auth_srid - srid ORDER BY srid) AS run
              FROM {table} WHERE auth_name IS NOT NULL AND auth_srid IS NOT NULL) one
            GROUP BY auth_name, shift, run ORDER BY 1
            """,
            connection);
        var runs = ImmutableArray.CreateBuilder<Run>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(new(reader.GetInt32(0), reader.GetInt32(1), reader.GetString(2), reader.GetInt32(3)));
        return new(runs.ToImmutable());
    }

    /// <summary>The name of a system; null when it is not known.</summary>
    public string? NameOf(int srid)
    {
        var (low, high) = (0, runs.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var run = runs[middle];
            if (srid < run.First)
                high = middle - 1;
            else if (srid > run.Last)
                low = middle + 1;
            else
                return string.Create(CultureInfo.InvariantCulture, $"{run.Authority}:{srid + run.Shift}");
        }

        return null;
    }

    /// <summary>Systems with numbers in a row.</summary>
    /// <param name="First">The first number here.</param>
    /// <param name="Last">The last one.</param>
    /// <param name="Authority">Who has defined them.</param>
    /// <param name="Shift">What to add for the authority's number.</param>
    internal sealed record Run(int First, int Last, string Authority, int Shift);
}
