using System.Security.Cryptography;
using System.Text;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Capture;

/// <summary>The SQL of what capture by triggers installs: one schema of its own, and triggers on the tables.</summary>
/// <remarks>
/// Old and new rows of an UPDATE are paired by their place: PostgreSQL puts both into the transition tables together, row by
/// row. Should there ever be more of one than of the other, the rest counts as deleted or inserted.
/// A Rowgate that finds what another release installed makes its functions anew. A trigger that is to differ from one of
/// an earlier release needs another name, by which it is found missing.
/// Source: https://www.postgresql.org/docs/current/sql-createtrigger.html
/// </remarks>
internal static class TriggerSchema
{
    /// <summary>How many transactions one look can number: the lower bits of a position.</summary>
    public const int PositionBits = 24;

    /// <summary>SQL that says whether transactions may be prepared, so that triggers do not notify.</summary>
    public const string MayPrepare = "current_setting('max_prepared_transactions')::int > 0";

    /// <summary>Everything but the triggers. Of what is there already only the functions are made anew.</summary>
    /// <param name="name">The schema.</param>
    public static string Install(string name) => $"{Parts(name)}COMMENT ON TABLE {Quoted(name)}.head IS {Literal(Print(name))};";

    /// <summary>What says which release installed it: the comment of the table <c>head</c>.</summary>
    public static string Print(string name) =>
        "Rowgate " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Parts(name))).AsSpan(0, 8));

    private static string Parts(string name)
    {
        var schema = Quoted(name);
        return $"""
            CREATE SCHEMA IF NOT EXISTS {schema};
            CREATE SEQUENCE IF NOT EXISTS {schema}.look;
            CREATE TABLE IF NOT EXISTS {schema}.change (
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
              made timestamptz NOT NULL DEFAULT clock_timestamp(), relation oid NOT NULL, op "char" NOT NULL,
              before text, after text, actor text DEFAULT nullif(current_setting('rowgate.actor', true), ''));
            CREATE INDEX IF NOT EXISTS change_xid ON {schema}.change (xid, id);
            CREATE TABLE IF NOT EXISTS {schema}.committed (position bigint PRIMARY KEY, xid xid8 NOT NULL UNIQUE, last bigint NOT NULL);
            CREATE TABLE IF NOT EXISTS {schema}.head (oldest xid8 NOT NULL, trimmed bigint NOT NULL);
            INSERT INTO {schema}.head SELECT '0', 0 WHERE NOT EXISTS (SELECT FROM {schema}.head);
            CREATE TABLE IF NOT EXISTS {schema}.shape (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              relation oid NOT NULL, definition text NOT NULL, gone boolean NOT NULL DEFAULT false);
            CREATE TABLE IF NOT EXISTS {schema}.partitions (relation oid PRIMARY KEY, print text NOT NULL);
            GRANT USAGE ON SCHEMA {schema} TO PUBLIC;
            GRANT SELECT ON SEQUENCE {schema}.look TO PUBLIC;
            CREATE OR REPLACE FUNCTION {schema}.value(v anyelement) RETURNS json LANGUAGE plpgsql AS $rowgate$
            BEGIN RETURN to_json(v)::text::json; EXCEPTION WHEN OTHERS THEN RETURN to_json(v::text); END $rowgate$;
            CREATE OR REPLACE FUNCTION {schema}.image(r record, relation oid) RETURNS text LANGUAGE plpgsql AS $rowgate$
            DECLARE
              image text;
            BEGIN
              RETURN row_to_json(r)::text::json;
            EXCEPTION WHEN OTHERS THEN
              EXECUTE (SELECT format('SELECT row_to_json(t) FROM (SELECT %s FROM (SELECT ($1::%s).*) r) t',
                  string_agg(format({Literal($"{schema}.value(r.%I) AS %1$I")}, attname), ', ' ORDER BY attnum), relation::regclass)
                FROM pg_attribute WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped) INTO image USING r::text;
              RETURN image;
            END $rowgate$;
            {Function(name, "insert_rows", $"INSERT INTO {schema}.change (relation, op, after) SELECT TG_RELID, 'i', {Image(schema, "n.*")} FROM new_rows n;")}
            {Function(name, "delete_rows", $"INSERT INTO {schema}.change (relation, op, before) SELECT TG_RELID, 'd', {Image(schema, "o.*")} FROM old_rows o;")}
            {Function(name, "update_rows", $"""
                INSERT INTO {schema}.change (relation, op, before, after)
                  SELECT TG_RELID, CASE WHEN o.place IS NULL THEN 'i' WHEN n.place IS NULL THEN 'd' ELSE 'u' END, o.image, n.image
                  FROM (SELECT row_number() OVER () AS place, {Image(schema, "t.*")} AS image FROM old_rows t) o
                  FULL JOIN (SELECT row_number() OVER () AS place, {Image(schema, "t.*")} AS image FROM new_rows t) n ON n.place = o.place
                  ORDER BY coalesce(o.place, n.place);
                """)}
            {Function(name, "truncate_rows", $"INSERT INTO {schema}.change (relation, op) VALUES (TG_RELID, 't');")}
            {Function(name, "change_row", $"""
                INSERT INTO {schema}.change (relation, op, before, after) VALUES (TG_RELID,
                  CASE TG_OP WHEN 'INSERT' THEN 'i' WHEN 'UPDATE' THEN 'u' ELSE 'd' END,
                  CASE WHEN TG_OP <> 'INSERT' THEN {Image(schema, "OLD")} END, CASE WHEN TG_OP <> 'DELETE' THEN {Image(schema, "NEW")} END);
                """)}
            """;
    }

    /// <summary>SQL for the triggers of a table.</summary>
    /// <param name="name">The schema of capture.</param>
    /// <param name="table">The table.</param>
    public static string Triggers(string name, TriggerTable table) => string.Concat(Triggers(table.ByRow, table.HasOwnJson, table.NeedsTruncateOnly).Select(one =>
    {
        var (trigger, arguments) = (Quoted(TriggerPrefix(name) + one.Name), table.HasOwnJson ? "'checked'" : "");
        var create = $"CREATE TRIGGER {trigger} {one.When} ON {table.Name} {one.How} EXECUTE FUNCTION {Quoted(name)}.{one.Function}({arguments});";

        // Only the triggers of a table that may be altered also fire for replicated writes.
        return table.IsOwned ? $"{create}ALTER TABLE {table.Name} ENABLE ALWAYS TRIGGER {trigger};" : create;
    }));

    /// <summary>The names of the triggers of a table without their prefix, in order.</summary>
    /// <param name="byRow">True for a trigger for each row, false for one for each statement.</param>
    /// <param name="hasOwnJson">True when its rows may have no JSON form.</param>
    /// <param name="truncateOnly">True when its partitioned table's triggers tell its rows.</param>
    public static IEnumerable<string> TriggerNames(bool byRow, bool hasOwnJson, bool truncateOnly) =>
        Triggers(byRow, hasOwnJson, truncateOnly).Select(one => one.Name).Order(StringComparer.Ordinal);

    private static (string Name, string When, string How, string Function)[] Triggers(bool byRow, bool hasOwnJson, bool truncateOnly)
    {
        var suffix = hasOwnJson ? "_checked" : "";
        var truncate = ("truncate", "AFTER TRUNCATE", "FOR EACH STATEMENT", "truncate_rows");
        return truncateOnly ? [truncate]
            : byRow
            ? [("row" + suffix, "AFTER INSERT OR UPDATE OR DELETE", "FOR EACH ROW", "change_row"), truncate]
            :
            [
                ("insert" + suffix, "AFTER INSERT", "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT", "insert_rows"),
                ("update" + suffix, "AFTER UPDATE", "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT", "update_rows"),
                ("delete" + suffix, "AFTER DELETE", "REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT", "delete_rows"),
                truncate,
            ];
    }

    /// <summary>What the names of our triggers begin with: they fire in the order of their names, ours first.</summary>
    public static string TriggerPrefix(string name) => $"0_{name}_";

    /// <summary>SQL for the place that a snapshot's reader must wait for, to be asked after the snapshot was taken: the last
    /// one of the next look. When that is over, everything that the snapshot shows was sent. Null while nothing is installed.</summary>
    public static string MarkExpression(string name) =>
        $"SELECT ((coalesce(pg_catalog.pg_sequence_last_value(look), 0) + 2) << {PositionBits}) - 1 "
        + $"FROM pg_catalog.to_regclass({Literal($"{Quoted(name)}.look")}) look WHERE look IS NOT NULL";

    /// <summary>A name, quoted.</summary>
    public static string Quoted(string name) => new SqlText().Name(name).Text;

    // Types with a cast to JSON of their own, as PostGIS has, may refuse a value or print what is no JSON (NaN). Nobody's write
    // is to fail by that, and everything that is told must be readable: where it happens, each such value is told as its text.
    private static string Image(string schema, string row) =>
        $"CASE WHEN TG_NARGS = 0 THEN row_to_json({row})::text ELSE {schema}.image({row}, TG_RELID) END";

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    // Points in time are in UTC in every image, whoever writes and whoever installed.
    // A table may have columns of any name: n.* is the row even where it has a column n, and TG_RELID is always the variable.
    // Whoever writes needs no right on our tables, and cannot change what our names or our output mean.
    // A transaction that notifies cannot be prepared: where that is allowed, the reader looks often instead.
    private static string Function(string name, string function, string body) => $"""
        CREATE OR REPLACE FUNCTION {Quoted(name)}.{function}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
          SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
          SET intervalstyle = postgres SET extra_float_digits = 1 SET bytea_output = hex
        AS $rowgate$
        #variable_conflict use_variable
        BEGIN {body}
          IF NOT ({MayPrepare}) THEN PERFORM pg_notify({Literal(name)}, ''); END IF;
          RETURN NULL; END $rowgate$;
        """;
}
