using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Capture;

/// <summary>A trigger as the file has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Table">The table it is on now.</param>
/// <param name="Sql">Its text, with later renames worked in by SQLite.</param>
/// <param name="Age">Its place in the schema: of two triggers, the one with the greater number fires first.</param>
internal sealed record TriggerEntry(string Name, string Table, string Sql, long Age)
{
    public bool IsOurs => CaptureTables.Owns(Name);

    public static List<TriggerEntry> ReadAll(SqliteConnection connection)
    {
        var found = new List<TriggerEntry>();
        using var rows = connection.Prepare("SELECT name, tbl_name, sql, rowid FROM main.sqlite_schema WHERE type = 'trigger' ORDER BY rowid");
        while (rows.Step())
            found.Add(new(rows.Text(0), rows.Text(1), rows.Text(2), rows.Integer(3)));
        return found;
    }
}
