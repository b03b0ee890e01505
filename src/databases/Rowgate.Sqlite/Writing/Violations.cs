using System.Text.RegularExpressions;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Sqlite.Connections;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;
using SQLitePCL;

namespace Rowgate.Sqlite.Writing;

/// <summary>What a failed write violated, in PostgreSQL's words.</summary>
/// <param name="connection">The writer, still in its transaction.</param>
/// <param name="target">What was written.</param>
/// <param name="row">The values that were being written; null when unknown or deleting.</param>
internal sealed partial class Violations(SqliteConnection connection, WriteTarget target, BodyRow? row)
{
    private string TableName => target.Relation.Name.Name;

    /// <summary>The refusal; null when the error is no violation and has no other meaning for the caller.</summary>
    public Refusal? Explain(SqliteException cause) => cause.ExtendedCode switch
    {
        raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY or raw.SQLITE_CONSTRAINT_ROWID => Unique(cause),
        raw.SQLITE_CONSTRAINT_NOTNULL => NotNull(cause),
        raw.SQLITE_CONSTRAINT_CHECK => new(
            RefusalCode.CheckViolation,
            $"new row for relation \"{TableName}\" violates check constraint \"{Subject(cause)}\""),
        raw.SQLITE_CONSTRAINT_FOREIGNKEY => MissingTarget() ?? StillReferenced(),
        raw.SQLITE_CONSTRAINT_TRIGGER => new(RefusalCode.RaisedByDatabase, cause.Message),
        _ => cause.Code switch
        {
            raw.SQLITE_CONSTRAINT when cause.Message.StartsWith("cannot store", StringComparison.Ordinal) =>
                new(RefusalCode.InvalidText, cause.Message),
            raw.SQLITE_CONSTRAINT => new(RefusalCode.CheckViolation, cause.Message),
            raw.SQLITE_MISMATCH => new(
                RefusalCode.InvalidText, $"The rowid of \"{TableName}\" takes whole numbers only"),
            raw.SQLITE_ERROR when NotWritable().IsMatch(cause.Message) => new(RefusalCode.NotWritable, cause.Message),
            _ => SqliteFaults.Refuse(cause),
        },
    };

    // "UNIQUE constraint failed: customers.email, customers.country"
    private Refusal Unique(SqliteException cause)
    {
        var columns = Subject(cause).Split(", ").Select(part => part[(part.IndexOf('.', StringComparison.Ordinal) + 1)..]).ToArray();
        var table = Subject(cause) is var subject && subject.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? subject[..dot] : TableName;
        var isPrimary = cause.ExtendedCode != raw.SQLITE_CONSTRAINT_UNIQUE;
        var name = isPrimary ? $"{table}_pkey" : $"{table}_{string.Join('_', columns)}_key";
        var known = row is not null && table == TableName
            && columns.All(column => row.Columns.Any(written => written.Name == column));
        return new(
            RefusalCode.UniqueViolation,
            $"duplicate key value violates unique constraint \"{name}\"",
            known ? $"Key {Key(columns)} already exists." : $"Key ({string.Join(", ", columns)}) already exists.");
    }

    // "NOT NULL constraint failed: orders.status"
    private static Refusal NotNull(SqliteException cause)
    {
        var parts = Subject(cause).Split('.', 2);
        return new(
            RefusalCode.NotNullViolation,
            $"null value in column \"{parts[^1]}\" of relation \"{parts[0]}\" violates not-null constraint");
    }

    private Refusal? MissingTarget() =>
        row is null
            ? null
            : target.Relation.ForeignKeys.FirstOrDefault(IsDangling) is { } key
                ? new(
                    RefusalCode.ForeignKeyViolation,
                    $"insert or update on table \"{TableName}\" violates foreign key constraint \"{key.Name}\"",
                    $"Key {Key(key.Columns)} is not present in table \"{key.Target.Name}\".")
                : null;

    private bool IsDangling(ForeignKey key)
    {
        var values = key.Columns.Select(column => row!.Value(column)).ToArray();
        if (values.Any(value => value.IsNull))
            return false;
        var where = key.TargetColumns.Select((column, index) => $"{SqlName.Quote(column)} = ?{index + 1}");
        using var probe = connection.Prepare(
            $"SELECT 1 FROM {SqlName.Quote(key.Target.Schema)}.{SqlName.Quote(key.Target.Name)} WHERE {string.Join(" AND ", where)}");
        for (var index = 0; index < values.Length; index++)
            values[index].Bind(probe, index + 1);
        return !probe.Step();
    }

    private Refusal StillReferenced() => target.References().ToArray() switch
    {
        [var (owner, key)] => new(
            RefusalCode.ForeignKeyViolation,
            $"update or delete on table \"{TableName}\" violates foreign key constraint \"{key.Name}\" on table \"{owner.Name.Name}\"",
            $"A row is still referenced from table \"{owner.Name.Name}\"."),
        _ => new(
            RefusalCode.ForeignKeyViolation,
            $"write to table \"{TableName}\" violates a foreign key constraint",
            "SQLite does not tell which one."),
    };

    private string Key(IEnumerable<string> columns) =>
        $"({string.Join(", ", columns)})=({string.Join(", ", columns.Select(column => row!.Value(column)))})";

    private static string Subject(SqliteException cause)
    {
        var colon = cause.Message.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? cause.Message : cause.Message[(colon + 2)..];
    }

    [GeneratedRegex("^cannot modify .* because it is a view|may not be modified|^cannot (INSERT into|UPDATE) generated", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotWritable();
}
