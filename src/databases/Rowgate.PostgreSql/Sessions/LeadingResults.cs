using Npgsql;
using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>The results that come before those of a request's own statement.</summary>
/// <param name="Count">How many to pass over.</param>
/// <param name="HasWishes">True when one more follows, with what the function before the request wants of the response.</param>
/// <param name="StaysOpen">True when the transaction does not end with the batch: who wrote must send <c>COMMIT</c>.</param>
internal readonly record struct LeadingResults(int Count, bool HasWishes, bool StaysOpen)
{
    /// <summary>Passes over them, so that the reader stands at the statement's own result.</summary>
    /// <returns>What SQL wants of the response, null for nothing; or why that cannot be read.</returns>
    public async ValueTask<(ResponseWishes? Wishes, Refusal? Refusal)> PassAsync(
        NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        for (var passed = 0; passed < Count; passed++)
            await reader.NextResultAsync(cancellationToken);
        if (!HasWishes)
            return default;
        var wishes = await ResponseSettings.ReadAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return wishes;
    }
}
