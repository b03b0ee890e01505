using System.Text.Json;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Writing;

/// <summary>Runs an insert row by row: one statement for each set of columns that the rows name.</summary>
internal sealed class Inserts(SqliteConnection connection, WriteTarget target, InsertPlan plan) : IDisposable
{
    private readonly BodyRow _row = new(plan.Columns);
    private readonly int[] _conflict = [.. plan.OnConflict?.Target.Select(column => plan.Columns.IndexOf(column)) ?? []];
    private int[] _columns = [];
    private SqliteStatement? _statement;

    /// <summary>The row that is being written, for the words of an error.</summary>
    public BodyRow Row => _row;

    /// <summary>Inserts all rows.</summary>
    /// <returns>Why not; null when done.</returns>
    public Refusal? Run(WrittenRows written)
    {
        var json = plan.Rows.Span;
        var reader = new Utf8JsonReader(json, JsonText.Strict);
        reader.Read();

        // One row alone tells its key; many are only counted, unless they are to be shown.
        var returning = plan.Returning is not null || target.Relation.Kind == RelationKind.View || HasOneRow(json);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if ((_row.Read(ref reader, json) ?? CheckPutKey()) is { } refusal)
                return refusal;
            Insert(written, returning);
        }

        return null;
    }

    public void Dispose() => _statement?.Dispose();

    private static bool HasOneRow(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonText.Strict);
        if (!reader.Read() || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        reader.Skip();
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray;
    }

    private void Insert(WrittenRows written, bool returning)
    {
        var isNew = plan.OnConflict is not { Merge: true } || !IsThere();
        var statement = Statement(returning);
        for (var parameter = 0; parameter < _columns.Length; parameter++)
            _row[_columns[parameter]].Bind(statement, parameter + 1);
        var affected = written.Affected;
        if (statement.Step())
        {
            if (target.IsVirtual)
                written.Add(connection.LastInsertRowId);
            else
                written.Add(statement, target, withKey: true);
            while (statement.Step())
            {
                // To its end, so that the statement is complete.
            }
        }
        else if (!returning)
        {
            written.Affected += connection.Changes;
        }

        statement.Reset();
        if (isNew)
            written.Inserted += written.Affected - affected;
    }

    // One statement at a time: rows that each name other columns would else fill the memory with statements. Those of
    // before wait in the connection's cache, which has a bound.
    private SqliteStatement Statement(bool returning)
    {
        if (_statement is not null && (!plan.MissingIsDefault || _columns.AsSpan().SequenceEqual(Present())))
            return _statement;
        _statement?.Dispose();
        _statement = null;
        _columns = Present();
        return _statement = connection.Prepare(Sql(_columns, returning));
    }

    // The columns that the row gives a value, or all of them when a missing one is null.
    private int[] Present() =>
        [.. Enumerable.Range(0, plan.Columns.Length).Where(index => !plan.MissingIsDefault || _row.Has(index))];

    private string Sql(int[] columns, bool returning)
    {
        var names = columns.Select(index => plan.Columns[index].Name).ToArray();
        var values = names.Length == 0
            ? "DEFAULT VALUES"
            : $"({WriteTarget.List(names)}) VALUES ({string.Join(", ", names.Select((_, index) => $"?{index + 1}"))})";
        var shown = target.Locator.Concat(target.Key.Select(column => column.Name)).ToArray();
        var back = !returning ? "" : shown.Length == 0 ? " RETURNING 1" : $" RETURNING {WriteTarget.List(shown)}";
        return $"INSERT INTO {target.Sql} {values}{(names.Length == 0 ? "" : OnConflict(names))}{back}";
    }

    private string OnConflict(string[] names)
    {
        if (plan.OnConflict is not { } conflict)
            return "";
        var on = $" ON CONFLICT ({WriteTarget.List(conflict.Target.Select(column => column.Name))}) DO ";
        return on + (conflict.Merge
            ? "UPDATE SET " + string.Join(", ", names.Select(name => $"{SqlName.Quote(name)} = excluded.{SqlName.Quote(name)}"))
            : "NOTHING");
    }

    // SQLite does not tell whether an upsert found a row, so it is asked before.
    private bool IsThere()
    {
        if (_conflict.Any(index => index < 0 || _row[index].IsNull))
            return false;
        var where = plan.OnConflict!.Target.Select((column, index) => $"{SqlName.Quote(column.Name)} = ?{index + 1}");
        using var probe = connection.Prepare($"SELECT 1 FROM {target.Sql} WHERE {string.Join(" AND ", where)}");
        for (var parameter = 0; parameter < _conflict.Length; parameter++)
            _row[_conflict[parameter]].Bind(probe, parameter + 1);
        return probe.Step();
    }

    private Refusal? CheckPutKey()
    {
        if (plan.PutKey is not { } key)
            return null;
        for (var index = 0; index < key.Length; index++)
        {
            var column = target.Key[index];
            var wanted = BodyValue.Read(column, key[index]);
            var actual = _row.Value(column.Name);
            var collation = TextCollation.Find(column.Type.Collation) ?? TextCollation.Binary;
            if (!wanted.Accepted || actual.IsNull || wanted.Value.IsNull
                || ValueOrder.Compare(wanted.Value.Raw, actual.Raw, collation) != 0)
            {
                return new(
                    RefusalCode.PutKeyMismatch, "Payload values do not match URL in primary key column(s)");
            }
        }

        return null;
    }
}
