using System.Text.Json;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Sqlite.Reading;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Writing;

/// <summary>Runs updates and deletes: one statement over all rows that match.</summary>
internal sealed class Updates(SqliteConnection connection, WriteTarget target)
{
    /// <summary>The values of the update that is being run, for the words of an error; null before.</summary>
    public BodyRow? Row { get; private set; }

    /// <summary>Updates the rows that match.</summary>
    /// <returns>Why not; null when done.</returns>
    public Refusal? Update(UpdatePlan plan, WrittenRows written)
    {
        if (plan.Columns.IsEmpty)
            return null;
        var json = plan.Row.Span;
        var reader = new Utf8JsonReader(json, JsonText.Strict);
        reader.Read();
        Row = new(plan.Columns);
        if (Row.Read(ref reader, json) is { } refusal)
            return refusal;

        var sql = new SqlText();
        var (named, alias) = Name(sql);
        var set = string.Join(", ", plan.Columns.Select((column, index) => $"{SqlName.Quote(column.Name)} = {Value(sql, plan, index)}"));
        var text = $"UPDATE {named} SET {set}{Where(sql, alias, plan.Filter)}";
        return Run(sql, text, plan.Filter, plan.Returning is not null, written);
    }

    /// <summary>Deletes the rows that match.</summary>
    /// <returns>Why not; null when done.</returns>
    public Refusal? Delete(DeletePlan plan, WrittenRows written)
    {
        var sql = new SqlText();
        var (named, alias) = Name(sql);
        var text = $"DELETE FROM {named}{Where(sql, alias, plan.Filter)}";
        return Run(sql, text, plan.Filter, notesRows: false, written);
    }

    private Refusal? Run(SqlText sql, string text, Predicate? filter, bool notesRows, WrittenRows written)
    {
        if (sql.Refusal is { } refusal)
            return refusal;
        if (notesRows && target.Relation.Kind != RelationKind.Table)
        {
            // A module's table has no RETURNING, and that of a view gives null for the key: so they are looked up before.
            NoteMatching(filter, written);
            written.Affected = 0;
            notesRows = false;
        }

        var isView = target.Relation.Kind == RelationKind.View;
        var returned = notesRows ? WriteTarget.List(target.Locator) : "1";
        using var statement = connection.Prepare(notesRows || isView ? $"{text} RETURNING {returned}" : text);
        Bind(statement, sql);
        while (statement.Step())
        {
            if (notesRows)
                written.Add(statement, target, withKey: false);
            else
                written.Affected++;
        }

        if (!notesRows && !isView)
            written.Affected = connection.Changes;
        return null;
    }

    // SQLite forgets the alias of a view here, so a view goes by its own name.
    private (string Named, string Alias) Name(SqlText sql)
    {
        var alias = sql.NextAlias();
        return target.Relation.Kind == RelationKind.View
            ? (target.Sql, SqlName.Quote(target.Relation.Name.Name))
            : ($"{target.Sql} AS {alias}", alias);
    }

    private void NoteMatching(Predicate? filter, WrittenRows written)
    {
        var sql = new SqlText();
        var alias = sql.NextAlias();
        using var rows = connection.Prepare(
            $"SELECT {WriteTarget.List(target.Locator)} FROM {target.Sql} AS {alias}{Where(sql, alias, filter)}");
        Bind(rows, sql);
        while (rows.Step())
            written.Add(rows, target, withKey: false);
    }

    private string Value(SqlText sql, UpdatePlan plan, int index)
    {
        if (!plan.MissingIsDefault || Row!.Has(index))
            return sql.Parameter(Row![index]);

        // The text of the schema itself, and only where the schema put it.
        return plan.Columns[index].DefaultExpression is { } expression ? $"({expression})" : "NULL";
    }

    private static string Where(SqlText sql, string alias, Predicate? filter) =>
        filter is null ? "" : $" WHERE {PredicateSql.Write(sql, alias, filter)}";

    private static void Bind(SqliteStatement statement, SqlText sql)
    {
        for (var index = 0; index < sql.Values.Count; index++)
            sql.Values[index].Bind(statement, index + 1);
    }
}
