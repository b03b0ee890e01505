using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.PostgreSql.Sessions;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Leaves out of a catalog what a role may not use.</summary>
/// <param name="transactions">Asks on behalf of the role.</param>
/// <param name="schemas">The schemas that are served.</param>
internal sealed class VisibleCatalog(RequestTransactions transactions, ImmutableArray<string> schemas)
{
    // A relation may be used when anything may be done with it or with one of its columns. Overloads whose parameters are
    // called the same are one to a client: any that may be called shows them.
    private const string Query =
        """
        SELECT n.nspname::text, c.relname::text, NULL::text[]
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND NOT (has_schema_privilege(n.oid, 'USAGE')
              AND (has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE') OR has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE')))
        UNION ALL
        SELECT f.schema, f.name, f.parameters
        FROM (
            SELECT n.nspname::text AS schema, p.proname::text AS name, ARRAY(
                SELECT coalesce(p.proargnames[i], '')
                FROM generate_series(1, coalesce(array_length(p.proallargtypes, 1), p.pronargs)) i
                WHERE p.proargmodes IS NULL OR p.proargmodes[i] IN ('i', 'b', 'v') ORDER BY i) AS parameters,
                has_schema_privilege(n.oid, 'USAGE') AND has_function_privilege(p.oid, 'EXECUTE') AS usable
            FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = ANY ($1)) f
        GROUP BY f.schema, f.name, f.parameters HAVING NOT bool_or(f.usable)
        ORDER BY 1, 2, 3
        """;

    private volatile Entry? _last;

    /// <summary>The part that the session's role may use.</summary>
    /// <param name="catalog">All of it.</param>
    /// <param name="session">On whose behalf.</param>
    /// <param name="cancellationToken">Stops the statement.</param>
    public async ValueTask<Outcome<DatabaseCatalog>> OfAsync(
        DatabaseCatalog catalog, RequestSession session, CancellationToken cancellationToken)
    {
        var hidden = new List<(TableName Name, string? Parameters)>();
        var command = new NpgsqlBatchCommand(Query);
        command.Parameters.Add(new() { Value = schemas.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        var end = await transactions.RunAsync(
            new(SessionTerms.Read, Actor: null),
            session,
            command,
            async (_, reader) =>
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    var parameters = reader.IsDBNull(2) ? null : Joined(reader.GetFieldValue<string[]>(2));
                    hidden.Add((new(reader.GetString(0), reader.GetString(1)), parameters));
                }

                return null;
            },
            cancellationToken);
        if (!end.Accepted)
            return end.Refusal;
        if (hidden.Count == 0)
            return catalog;

        // The same object again for the same rights, so that what is made of it can be kept.
        if (_last is { } last && ReferenceEquals(last.Whole, catalog) && last.Hidden.SequenceEqual(hidden))
            return last.Visible;
        var visible = Without(catalog, [.. hidden]);
        _last = new(catalog, hidden, visible);
        return visible;
    }

    private static DatabaseCatalog Without(DatabaseCatalog catalog, HashSet<(TableName Name, string? Parameters)> hidden) =>
        new(
            catalog.Version,
            [.. catalog.Relations.Where(relation => !hidden.Contains((relation.Name, null)))],
            [.. catalog.Relationships.Computed.Where(way => !hidden.Contains((way.Parent, null)) && !hidden.Contains((way.Target, null)))])
        {
            Functions =
            [
                .. catalog.Functions.Where(function => !hidden.Contains(
                    (function.Name, Joined(function.Parameters.Select(parameter => parameter.Name))))),
            ],
            MediaHandlers = catalog.MediaHandlers,
            SchemaComments = catalog.SchemaComments,
        };

    // No name holds this character.
    private static string Joined(IEnumerable<string> names) => string.Join('\0', names);

    private sealed record Entry(
        DatabaseCatalog Whole, List<(TableName Name, string? Parameters)> Hidden, DatabaseCatalog Visible);
}
