using System.Collections.Frozen;
using System.Collections.Immutable;
using Npgsql;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>The settings of database roles (<c>ALTER ROLE … SET</c>), which the server itself applies at login only.</summary>
/// <remarks>Source: https://docs.postgrest.org/en/stable/references/transactions.html#impersonated-role-settings</remarks>
internal sealed class RoleSettings
{
    private const string IsolationSetting = "default_transaction_isolation";

    // Settings that only a superuser may change would refuse the whole transaction.
    private const string Query =
        """
        SELECT r.rolname::text, split_part(c.setting, '=', 1), substr(c.setting, strpos(c.setting, '=') + 1)
        FROM pg_catalog.pg_db_role_setting s
        JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
        CROSS JOIN LATERAL unnest(s.setconfig) WITH ORDINALITY c (setting, place)
        LEFT JOIN pg_catalog.pg_settings k ON k.name = split_part(c.setting, '=', 1)
        WHERE s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
          AND (k.name IS NULL OR k.context = 'user')
        ORDER BY r.rolname, s.setdatabase, c.place
        """;

    private static readonly Settings None = new([], null);

    private volatile FrozenDictionary<string, Settings> _byRole = FrozenDictionary<string, Settings>.Empty;

    /// <summary>Reads the settings of all roles.</summary>
    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = new List<(string Role, string Name, string Value)>();
        await using (var command = new NpgsqlCommand(Query, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                rows.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        _byRole = rows.GroupBy(row => row.Role, StringComparer.Ordinal).ToFrozenDictionary(
            group => group.Key,
            group => new Settings(
                [.. group.Where(row => row.Name != IsolationSetting).Select(row => (row.Name, row.Value))],
                group.LastOrDefault(row => row.Name == IsolationSetting).Value),
            StringComparer.Ordinal);
    }

    /// <summary>The settings of a role; none for a null or unknown one.</summary>
    public Settings Of(string? role) => role is null ? None : _byRole.GetValueOrDefault(role, None);

    /// <summary>The settings of one role.</summary>
    /// <param name="Values">By name, in the order to apply them.</param>
    /// <param name="Isolation">The isolation level of its transactions; null for the server's.</param>
    internal sealed record Settings(ImmutableArray<(string Name, string Value)> Values, string? Isolation);
}
