using Npgsql;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>The results that come before those of a request's own statement.</summary>
/// <param name="Count">How many to pass over.</param>
internal readonly record struct LeadingResults(int Count)
{
    /// <summary>Passes over them, so that the reader stands at the statement's own result.</summary>
    public async ValueTask PassAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        for (var passed = 0; passed < Count; passed++)
            await reader.NextResultAsync(cancellationToken);
    }
}
