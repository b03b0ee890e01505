using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>The settings by which SQL says what it wants of the response.</summary>
/// <remarks>Source: https://docs.postgrest.org/en/stable/references/transactions.html#response-headers</remarks>
internal static class ResponseSettings
{
    /// <summary>One row with the status and the headers, each null or empty when not set.</summary>
    public const string Query = "SELECT current_setting('response.status', true), current_setting('response.headers', true)";

    /// <summary>As <see cref="Query"/>, but the server refuses what cannot be read, and so undoes the transaction that ends with
    /// the same batch: when the answer is here, it is too late.</summary>
    public const string CheckedQuery = """
        SELECT w.s, w.h, CASE WHEN w.s <> '' AND w.s !~ '^[1-5][0-9][0-9]$' THEN ('status ' || w.s)::int
          WHEN w.h <> '' AND (SELECT bool_or((SELECT count(*) FILTER (WHERE json_typeof(v.value) = 'string') <> 1 OR count(*) <> 1
            FROM json_each(e.value) v)) FROM json_array_elements(w.h::json) e) THEN ('headers ' || w.h)::int END
        FROM (SELECT current_setting('response.status', true), current_setting('response.headers', true)) w (s, h)
        """;

    private static readonly Refusal StatusNotUnderstood =
        new(RefusalCode.WishedStatusNotUnderstood, "response.status guc must be a valid status code");

    private static readonly Refusal HeadersNotUnderstood = new(
        RefusalCode.WishedHeadersNotUnderstood,
        "response.headers guc must be a JSON array composed of objects with a single key and a string value");

    /// <summary>The refusal for an error of <see cref="CheckedQuery"/>; null for one of another statement.</summary>
    /// <remarks>An error of the commit counts as that of the last statement too, so only those of reading a text are ours.</remarks>
    public static Refusal? Refuse(Exception cause) => cause is PostgresException { SqlState: "22P02" or "22023", BatchCommand.CommandText: CheckedQuery } raised
        ? raised.MessageText.Contains("\"status ", StringComparison.Ordinal) ? StatusNotUnderstood : HeadersNotUnderstood
        : null;

    /// <summary>Reads the row of <see cref="Query"/> at which the reader's result begins.</summary>
    /// <returns>The wishes, null for none; or why they cannot be read.</returns>
    public static async ValueTask<(ResponseWishes? Wishes, Refusal? Refusal)> ReadAsync(
        NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
            return default;
        return Parse(reader.IsDBNull(0) ? null : reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1));
    }

    /// <summary>Reads the two settings.</summary>
    public static (ResponseWishes? Wishes, Refusal? Refusal) Parse(string? status, string? headers)
    {
        int? number = null;
        if (!string.IsNullOrEmpty(status))
        {
            if (!int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) || parsed is < 100 or > 599)
                return (null, StatusNotUnderstood);
            number = parsed;
        }

        ImmutableArray<(string Name, string Value)> pairs = [];
        if (!string.IsNullOrEmpty(headers))
        {
            if (Headers(headers) is not { IsDefault: false } parsed)
                return (null, HeadersNotUnderstood);
            pairs = parsed;
        }

        return number is null && pairs.IsEmpty ? default : (new(number, pairs), null);
    }

    private static ImmutableArray<(string Name, string Value)> Headers(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var pairs = ImmutableArray.CreateBuilder<(string, string)>();
            foreach (var item in document.RootElement.EnumerateArray())
            {
                var members = item.EnumerateObject().ToArray();
                if (members is not [{ Value.ValueKind: JsonValueKind.String } only])
                    return default;
                pairs.Add((only.Name, only.Value.GetString()!));
            }

            return pairs.ToImmutable();
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return default;
        }
    }
}
