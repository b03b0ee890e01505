using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Rowgate.Core.Catalog;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Sessions;
using Rowgate.PostgreSql.Sql;
using Rowgate.PostgreSql.Wal.Tables;
using Rowgate.PostgreSql.Wal.Transactions;

namespace Rowgate.PostgreSql.Wal.Setup;

/// <summary>Our publication, and the replica identity of the tables in it.</summary>
/// <remarks>
/// It names its tables one by one. FOR ALL TABLES would also take those without a key, whose updates PostgreSQL then refuses.
/// The identities that tables had before are kept in the publication's comment, so that they can be given back.
/// </remarks>
internal sealed class Publication(PostgresCaptureOptions options)
{
    private string Name => options.Name;

    /// <summary>What somebody has taken from the publication by hand, so that changes are missing.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="tables">The tables there are.</param>
    /// <param name="isJoined">True for the id of a table that joined before.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>One sentence; null for nothing.</returns>
    public async Task<string?> DamageAsync(
        NpgsqlConnection connection, List<CapturedRelation> tables, Func<uint, bool> isJoined, CancellationToken cancellationToken)
    {
        const string query = "SELECT concat(pubinsert AND pubupdate AND pubdelete AND pubtruncate) FROM pg_publication WHERE pubname = $1";
        if (await QueryAsync(connection, query, Name, cancellationToken) is not { } isWhole)
            return "The publication was gone.";
        if (isWhole != "t")
            return "The publication had been set to leave out operations.";
        var curtailed = tables.FindAll(table => table is { WhyNot: null, IsCurtailed: true });
        if (curtailed.Count > 0)
            return $"The publication had been given a row filter or a column list for {WalFaults.Names(curtailed)}.";
        var gone = tables.FindAll(table => table is { WhyNot: null, IsPublished: false } && isJoined(table.Id));
        return gone.Count switch
        {
            0 => null,
            1 => $"Table {gone[0].Name} had been taken out of the publication.",
            _ => $"Tables {WalFaults.Names(gone)} had been taken out of the publication.",
        };
    }

    /// <summary>Makes the publication, and mends its settings.</summary>
    public async Task EnsureAsync(NpgsqlConnection connection, int version, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT puballtables, pubinsert AND pubupdate AND pubdelete AND pubtruncate AND pubviaroot = $2
              AND coalesce(to_jsonb(p)->>'pubgencols', 's') = 's' FROM pg_publication p WHERE pubname = $1
            """,
            connection)
        {
            Parameters = { new() { Value = Name }, new() { Value = !options.ShowsPartitions } },
        };
        bool? forAll = null;
        var isRight = false;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (await reader.ReadAsync(cancellationToken))
                (forAll, isRight) = (reader.GetBoolean(0), reader.GetBoolean(1));
        }

        if (forAll == true)
            throw WalFaults.Foreign(Name, "somebody who publishes all tables; a publication of this name");
        if (forAll is null || !isRight)
        {
            var settings = "publish = 'insert, update, delete, truncate', publish_via_partition_root = "
                + (options.ShowsPartitions ? "false" : "true") + (version >= 18 ? ", publish_generated_columns = stored" : "");
            await ExecuteAsync(
                connection,
                forAll is null
                    ? new SqlText().Add("CREATE PUBLICATION ").Name(Name).Add(" WITH (").Add(settings).Add(")")
                    : new SqlText().Add("ALTER PUBLICATION ").Name(Name).Add(" SET (").Add(settings).Add(")"),
                cancellationToken);
        }
    }

    /// <summary>Publishes a table with its whole old rows. Its identity must be remembered.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="table">The table.</param>
    /// <param name="isTold">True to say so in the log at that very place; false when nobody reads the log yet.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task JoinAsync(NpgsqlConnection connection, CapturedRelation table, bool isTold, CancellationToken cancellationToken)
    {
        // A transaction for each table: whoever holds locks on several waits for others in the middle of it, and they for him.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(SchemaSilence.Begin) } };
        if (!table.KeepsIdentity)
        {
            foreach (var (name, _) in table.WithoutFullIdentity)
                batch.BatchCommands.Add(new SqlText().Add("ALTER TABLE ").Name(name).Add(" REPLICA IDENTITY FULL").ToCommand());
        }

        var joins = !table.IsPublished || table.IsCurtailed;
        if (table.IsCurtailed)
            batch.BatchCommands.Add(Drop(table).ToCommand());

        // Those that inherit from it join by themselves: twice is an error.
        if (joins)
            batch.BatchCommands.Add(new SqlText().Add("ALTER PUBLICATION ").Name(Name).Add(" ADD TABLE ONLY ").Name(table.Name).ToCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (joins && isTold)
        {
            var relation = await TableResolver.DescribeAsync(connection, table.Id, cancellationToken);
            await EmitAsync(connection, new(table.Id, IsNew: true, relation), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Takes a table out, and says so in the log.</summary>
    public async Task LeaveAsync(NpgsqlConnection connection, CapturedRelation table, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, Drop(table), cancellationToken);
        await EmitAsync(connection, new(table.Id, IsNew: false, null), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Says in the log what a table looks like now, or that it is gone.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="table">The table's id.</param>
    /// <param name="name">Its name; null when it is gone.</param>
    /// <param name="hasOtherPartitions">True when partitions came or went.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task TellAsync(
        NpgsqlConnection connection, uint table, TableName? name, bool hasOtherPartitions, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (name is { } known)
        {
            // Nobody alters it between our look and our commit.
            await ExecuteAsync(connection, new SqlText().Add("SET LOCAL lock_timeout = 3000"), cancellationToken);
            await ExecuteAsync(
                connection, new SqlText().Add("LOCK TABLE ").Name(known).Add(" IN ACCESS SHARE MODE"), cancellationToken);
        }

        var relation = await TableResolver.DescribeAsync(connection, table, cancellationToken);
        await EmitAsync(connection, new(table, IsNew: false, relation) { HasOtherPartitions = hasOtherPartitions }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Drops the publication and gives tables their replica identity back.</summary>
    /// <returns>What was done; nothing when there is no publication.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await QueryAsync(connection, "SELECT pubname::text FROM pg_publication WHERE pubname = $1", Name, cancellationToken) is null)
            return [];
        var done = new List<string>();
        foreach (var (table, identity) in await RememberedAsync(connection, cancellationToken))
        {
            if (await ResetAsync(connection, table, identity, cancellationToken))
                done.Add($"replica identity of {table}");
        }

        await ExecuteAsync(connection, new SqlText().Add("DROP PUBLICATION ").Name(Name), cancellationToken);
        done.Add($"publication {Name}");
        return done;
    }

    private SqlText Drop(CapturedRelation table) =>
        new SqlText().Add("ALTER PUBLICATION ").Name(Name).Add(" DROP TABLE ONLY ").Name(table.Name);

    private static async Task EmitAsync(NpgsqlConnection connection, SchemaNotice notice, CancellationToken cancellationToken)
    {
        var sql = new SqlText().Add("SELECT pg_logical_emit_message(true, '").Add(LogMessage.SchemaPrefix).Add("', ");
        sql.Parameter(notice.Write(), NpgsqlDbType.Bytea).Add(")");
        await ExecuteAsync(connection, sql, cancellationToken);
    }

    private static async Task<bool> ResetAsync(
        NpgsqlConnection connection, string table, string identity, CancellationToken cancellationToken)
    {
        // The server quotes: the names may be those of a table that is long gone.
        var index = identity.Length > 1 ? identity[1..] : "";
        await using var command = new NpgsqlCommand(
            """
            SELECT format('ALTER TABLE %s REPLICA IDENTITY ', c.oid::regclass) || CASE WHEN $2 = 'n' THEN 'NOTHING'
              WHEN $2 = 'i' THEN format('USING INDEX %I', $3) ELSE 'DEFAULT' END
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname || '.' || c.relname = $1 AND c.relreplident = 'f'
              AND ($2 <> 'i' OR EXISTS (SELECT FROM pg_class i JOIN pg_index x ON x.indexrelid = i.oid
                WHERE x.indrelid = c.oid AND i.relname = $3))
            """,
            connection)
        {
            Parameters = { new() { Value = table }, new() { Value = identity[..1] }, new() { Value = index } },
        };
        if (await command.ExecuteScalarAsync(cancellationToken) is not string sql)
            return false;
        await ExecuteAsync(connection, new SqlText().Add(sql), cancellationToken);
        return true;
    }

    /// <summary>Keeps the replica identities that tables have, before <see cref="JoinAsync"/> sets others. For all of them at
    /// once: with tens of thousands the comment is long.</summary>
    public async Task RememberAsync(
        NpgsqlConnection connection, IEnumerable<CapturedRelation> joining, CancellationToken cancellationToken)
    {
        var tables = joining.Where(table => !table.KeepsIdentity).SelectMany(table => table.WithoutFullIdentity).ToList();
        if (tables.Count == 0)
            return;
        var known = await RememberedAsync(connection, cancellationToken);
        foreach (var (table, identity) in tables)
        {
            var index = identity == 'i' ? await IndexOfAsync(connection, table, cancellationToken) : "";
            known.TryAdd(table.ToString(), identity + index);
        }

        await using var command = new NpgsqlCommand("SELECT format('COMMENT ON PUBLICATION %I IS %L', $1, $2)", connection)
        {
            Parameters = { new() { Value = Name }, new() { Value = JsonSerializer.Serialize(known) } },
        };
        var sql = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        await ExecuteAsync(connection, new SqlText().Add(sql), cancellationToken);
    }

    private static async Task<string> IndexOfAsync(NpgsqlConnection connection, TableName table, CancellationToken cancellationToken)
    {
        const string query = """
            SELECT i.relname::text FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname || '.' || c.relname = $1 AND x.indisreplident
            """;
        return await QueryAsync(connection, query, table.ToString(), cancellationToken) ?? "";
    }

    private async Task<Dictionary<string, string>> RememberedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string query = "SELECT obj_description(oid, 'pg_publication') FROM pg_publication WHERE pubname = $1";
        try
        {
            return await QueryAsync(connection, query, Name, cancellationToken) is { } comment
                ? JsonSerializer.Deserialize<Dictionary<string, string>>(comment) ?? []
                : [];
        }
        catch (JsonException)
        {
            // Somebody else's comment.
            return [];
        }
    }

    private static async Task<string?> QueryAsync(
        NpgsqlConnection connection, string sql, string parameter, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = parameter } } };
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, SqlText sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql.Text, connection);
        foreach (var parameter in sql.Parameters)
            command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
