using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using static Rowgate.Sqlite.Values.SqlName;

namespace Rowgate.Sqlite.Capture;

/// <summary>Writes the triggers of one table.</summary>
/// <remarks>
/// A trigger that fails breaks somebody's write, and one that names a column blocks ALTER TABLE DROP COLUMN. So nothing in
/// here can fail on any value, and columns are named only where an outer scope offers a null under the same name: a dropped
/// column falls back to it. Images are read from the table, not from NEW and OLD, because the fallback needs a scope.
/// The reasons one by one: docs/formats/sqlite-capture.md.
/// </remarks>
internal sealed class CaptureTriggers
{
    private static readonly ImmutableArray<string> Events =
        ["before_insert", "before_conflict", "before_update", "before_delete", "after_insert", "after_update", "after_delete"];

    // How many old notes an insert or update looks at in vain, at worst.
    private const int StaleConflictsMax = 16;

    private const string Note = "_rowgate_before";

    private readonly CapturedTable _table;
    private readonly string _shape;
    private readonly string _source;
    private readonly string _nothing;

    /// <summary>The triggers that write images of this shape.</summary>
    /// <param name="table">The table.</param>
    /// <param name="shapeId">The row of <c>_rowgate_shape</c> that says what the images mean.</param>
    public CaptureTriggers(CapturedTable table, long shapeId)
    {
        _table = table;
        _shape = shapeId.ToString(CultureInfo.InvariantCulture);

        // An alias, because a table may be called "new" or "old".
        _source = $"{Quote(table.Name)} AS _rowgate_t";
        _nothing = "(SELECT " + string.Join(", ", table.Shape.Columns.Select(column => $"NULL AS {Quote(column.Name)}")) + ")";
    }

    /// <summary>The names of the triggers on a table that had this name when they were made.</summary>
    public static IEnumerable<string> NamesFor(string table) => Events.Select(when => $"{CaptureTables.Prefix}{table}_{when}");

    /// <summary>The CREATE TRIGGER statements, in the order to run them.</summary>
    public ImmutableArray<(string Name, string Sql)> Statements() =>
    [
        Statement(0, "BEFORE INSERT", HasConflict(exceptOld: false), LimitConflicts, NoteConflicts(exceptOld: false)),
        Statement(1, "BEFORE UPDATE", HasConflict(exceptOld: true), LimitConflicts, NoteConflicts(exceptOld: true)),
        Statement(2, "BEFORE UPDATE", null, ForgetMoving, NoteOld("u")),
        Statement(3, "BEFORE DELETE", null, ForgetConflict, NoteOld("d")),
        Statement(4, "AFTER INSERT", null, ReportReplaced(IsReplacedByInsert), ForgetReplaced(IsReplacedByInsert), NextId, Report("I", "NULL", Image("NEW"))),
        Statement(
            5, "AFTER UPDATE", null, ReportReplaced(IsReplacedByUpdate), ForgetReplaced(IsReplacedByUpdate), NextId,
            Report("U", Noted("image", "u"), Image("NEW")), ForgetUpdated, RefreshNotes),
        Statement(6, "AFTER DELETE", null, NextId, Report("D", Noted("image", "d"), "NULL"), ForgetDeleted),
    ];

    /// <summary>The image of the row in scope, as an SQL expression.</summary>
    public string RowImage() => "json_array(" + string.Join(", ", _table.Shape.Columns.Select(column => Value(column.Name))) + ")";

    private (string, string) Statement(int index, string when, string? condition, params ReadOnlySpan<string> steps)
    {
        var name = $"{CaptureTables.Prefix}{_table.Name}_{Events[index]}";
        var sql = new StringBuilder($"CREATE TRIGGER {Quote(name)} {when} ON {Quote(_table.Name)}");
        if (condition is not null)
            sql.Append("\nWHEN ").Append(condition);
        sql.Append(" BEGIN\n");
        foreach (var step in steps)
            sql.Append("  ").Append(step).Append(";\n");
        return (name, sql.Append("END").ToString());
    }

    // JSON has no bytes, and SQLite would round a real to 15 digits: both go into a nested array that tells them apart.
    private string Value(string column)
    {
        var name = Quote(column);
        return column == _table.RowIdColumn
            ? name
            : $"CASE typeof({name}) WHEN 'real' THEN json_array(printf('%!.17g', {name})) "
                + $"WHEN 'blob' THEN json_array('x', hex({name})) ELSE {name} END";
    }

    // The row that NEW or OLD stands for, as it is in the table now.
    private string Image(string row) =>
        $"(SELECT (SELECT {RowImage()} FROM {_source} WHERE {Same(_table.Address, Quote, name => $"{row}.{Quote(name)}")}) FROM {_nothing})";

    private string NoteOld(string kind) =>
        $"INSERT INTO _rowgate_before(shape, kind, image, {Slots()}) "
        + $"SELECT {_shape}, '{kind}', {Image("OLD")}, {List(_table.Address, name => $"OLD.{Quote(name)}")}";

    // Notes of conflicts that ended without a replacement (OR IGNORE, an upsert) stay, because nobody can tell them from
    // those of a statement that this one is nested in. All but the newest are certainly of the first kind.
    private string LimitConflicts =>
        $"DELETE FROM _rowgate_before WHERE shape = {_shape} AND kind = 'c' AND id <= (SELECT max(id) FROM _rowgate_before) - "
        + (StaleConflictsMax + _table.UniqueKeys.Length).ToString(CultureInfo.InvariantCulture);

    // A delete that triggers see is reported when it is done, and not as a replacement besides.
    private string ForgetConflict => $"DELETE FROM _rowgate_before WHERE {NotesOfOld("")} AND kind = 'c'";

    // The place this row leaves behind must not look as if the row had been replaced.
    private string ForgetMoving => $"{ForgetConflict} AND NOT ({NewIsOld})";

    private string NewIsOld => Same(_table.Address, name => $"NEW.{Quote(name)}", name => $"OLD.{Quote(name)}");

    // REPLACE deletes rows without telling any trigger, so what it might delete is noted before.
    private string NoteConflicts(bool exceptOld)
    {
        var found = string.Join(" UNION ", _table.UniqueKeys.Select(key => Conflict(key, exceptOld)));
        var slots = string.Join(", ", Enumerable.Range(1, _table.Address.Length).Select(n => $"_rowgate_{n}"));
        var image = $"(SELECT {RowImage()} FROM {_source} WHERE {Same(_table.Address, Quote, name => $"_rowgate_{_table.Address.IndexOf(name) + 1}")})";
        return $"INSERT INTO _rowgate_before(shape, kind, image, {Slots()}) "
            + $"SELECT {_shape}, 'c', {image}, {slots} FROM ({found}), {_nothing} "
            + $"WHERE _rowgate_1 IS NOT NULL AND NOT EXISTS (SELECT 1 FROM _rowgate_before AS b WHERE b.shape = {_shape} AND b.kind = 'c' "
            + $"AND {Same(_table.Address, name => $"b.{Slot(name)}", name => $"_rowgate_{_table.Address.IndexOf(name) + 1}")})";
    }

    // Nearly always false. Asked first, because noting nothing would cost half of the whole capture of an insert.
    private string HasConflict(bool exceptOld) =>
        string.Join(
            " OR ",
            _table.UniqueKeys.Select(key => $"(SELECT EXISTS (SELECT 1 FROM {_source} WHERE {IsConflict(key, exceptOld)}) FROM {_nothing} AS new)"));

    private string Conflict(UniqueKey key, bool exceptOld)
    {
        var where = IsConflict(key, exceptOld);
        var slots = _table.Address.Select((name, n) => $"(SELECT {Quote(name)} FROM {_source} WHERE {where}) AS _rowgate_{n + 1}");
        return $"SELECT {string.Join(", ", slots)} FROM {_nothing} AS new";
    }

    // NEW.column falls back too when the column is gone: the scope of nulls is called "new".
    private string IsConflict(UniqueKey key, bool exceptOld)
    {
        var terms = key.Terms.Select(term => $"{Left(term)} = {Right(term)}");
        if (key.Where is not null)
            terms = terms.Append($"({key.Where})");
        if (exceptOld)
            terms = terms.Append($"NOT ({Same(_table.Address, Quote, name => $"OLD.{Quote(name)}")})");
        return string.Join(" AND ", terms);
    }

    private static string Left(UniqueTerm term) => term.Collation is null ? term.Sql : $"{term.Sql} COLLATE {Quote(term.Collation)}";

    private string Right(UniqueTerm term)
    {
        if (term.Column is not null)
            return $"NEW.{Quote(term.Column)}";
        var row = string.Join(", ", _table.Shape.Columns.Select(column => $"NEW.{Quote(column.Name)} AS {Quote(column.Name)}"));
        return $"(SELECT {term.Sql} FROM (SELECT {row}))";
    }

    // A noted row was replaced if it is gone, or if the new row has taken its place.
    private string IsReplacedByInsert => $"({IsGone} OR {IsAtNew})";

    // The updated row itself may have been noted too, and may have moved.
    private string IsReplacedByUpdate =>
        $"({IsGone} OR {IsAtNew}) AND NOT ({Same(_table.Address, name => $"OLD.{Quote(name)}", name => $"{Note}.{Slot(name)}")})";

    private string IsGone => $"NOT EXISTS (SELECT 1 FROM {_source} WHERE {Same(_table.Address, Quote, name => $"{Note}.{Slot(name)}")})";

    private string IsAtNew => Same(_table.Address, name => $"NEW.{Quote(name)}", name => $"{Note}.{Slot(name)}");

    private string ReportReplaced(string condition) =>
        "INSERT INTO _rowgate_change(id, shape, op, before, actor) "
        + "SELECT h.last + (SELECT count(*) FROM _rowgate_before AS e "
        + $"WHERE e.shape = {_shape} AND e.kind = 'c' AND e.id <= {Note}.id), {_shape}, 'D', {Note}.image, h.actor "
        + $"FROM {Note}, _rowgate_head AS h WHERE {Note}.shape = {_shape} AND {Note}.kind = 'c' AND {condition}";

    private string ForgetReplaced(string condition) =>
        $"DELETE FROM _rowgate_before WHERE shape = {_shape} AND kind = 'c' AND {condition}";

    // What others had noted of this row is what it is now: they may be about to replace or update it.
    private string RefreshNotes
    {
        get
        {
            var slots = _table.Address.Select(name => $"{Slot(name)} = CASE kind WHEN 'c' THEN NEW.{Quote(name)} ELSE {Slot(name)} END");
            return $"UPDATE _rowgate_before SET image = {Image("NEW")}, {string.Join(", ", slots)} WHERE {NotesOfOld("")}";
        }
    }

    // Both sources of the maximum agree, except right after replaced rows were reported: those are ahead of the head.
    private static string NextId =>
        "UPDATE _rowgate_head SET last = max(last, coalesce((SELECT max(id) FROM _rowgate_change), 0)) + 1";

    private string Report(string op, string before, string after) =>
        "INSERT INTO _rowgate_change(id, shape, op, before, after, actor) "
        + $"SELECT h.last, {_shape}, '{op}', {before}, {after}, h.actor FROM _rowgate_head AS h";

    // The newest note of the row: an update inside an update notes and takes its own.
    private string Noted(string column, string kind) =>
        $"(SELECT b.{column} FROM _rowgate_before AS b WHERE {NotesOfOld("b.")} AND b.kind = '{kind}' ORDER BY b.id DESC LIMIT 1)";

    private string ForgetUpdated => $"DELETE FROM _rowgate_before WHERE id = {Noted("id", "u")}";

    private string ForgetDeleted => $"DELETE FROM _rowgate_before WHERE {NotesOfOld("")}";

    // The plus takes the column's affinity away, without which the index could not be used.
    private string NotesOfOld(string prefix) =>
        $"{prefix}shape = {_shape} AND {Same(_table.Address, name => prefix + Slot(name), name => $"+OLD.{Quote(name)}")}";

    private string Slots() => List(_table.Address, Slot);

    private string Slot(string name) => string.Create(CultureInfo.InvariantCulture, $"k{_table.Address.IndexOf(name) + 1}");

    private static string List(IEnumerable<string> names, Func<string, string> write) => string.Join(", ", names.Select(write));

    private static string Same(IEnumerable<string> names, Func<string, string> left, Func<string, string> right) =>
        string.Join(" AND ", names.Select(name => $"{left(name)} = {right(name)}"));
}
