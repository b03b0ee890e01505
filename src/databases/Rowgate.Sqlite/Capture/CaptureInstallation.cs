using System.Globalization;
using Rowgate.Sqlite.Catalog;
using Rowgate.Sqlite.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Capture;

/// <summary>What capture keeps in a file: its tables, and triggers that fit the schema.</summary>
/// <remarks>Everything here runs inside one write transaction of the caller's.</remarks>
internal sealed class CaptureInstallation(SqliteConnection connection)
{
    private readonly ChangeAppender _log = new(connection);

    /// <summary>True when the file has our tables.</summary>
    public static bool Exists(SqliteConnection connection) =>
        connection.QueryInteger("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = '_rowgate_head'") == 1;

    /// <summary>Makes our tables and all triggers.</summary>
    /// <param name="after">Where a journal already stands with this source; numbers go on from there.</param>
    public void Install(long after)
    {
        connection.Execute(CaptureTables.Create);
        using (var head = connection.Prepare("INSERT INTO _rowgate_head(id, last, trimmed) VALUES (1, ?1, ?1)"))
        {
            head.Bind(1, after);
            head.Step();
        }

        // A new journal starts from snapshots. One with a past missed what happened while there were no triggers.
        Bring(after, after == 0 ? FirstRows.AreKnown : FirstRows.ReplaceOld);
    }

    /// <summary>Brings triggers and shapes in line with the schema, and says in the change table what changed.</summary>
    /// <param name="seen">Everything up to this change was written while the schema was as we knew it.</param>
    public void FollowSchema(long seen) => Bring(seen, FirstRows.AreNew);

    /// <summary>Takes everything of ours out of the file.</summary>
    /// <returns>The names of the tables and triggers removed.</returns>
    public IReadOnlyList<string> Remove()
    {
        var removed = new List<string>();
        foreach (var trigger in TriggerEntry.ReadAll(connection).Where(trigger => trigger.IsOurs))
            removed.Add(Drop("TRIGGER", trigger.Name));
        foreach (var table in Tables())
            removed.Add(Drop("TABLE", table));
        return removed;
    }

    private void Bring(long seen, FirstRows firstRows)
    {
        var tables = CapturedTableReader.Read(connection, SchemaReader.Read(connection))
            .ToDictionary(table => table.Name, StringComparer.OrdinalIgnoreCase);
        WidenNotes(tables.Values);
        var triggers = TriggerEntry.ReadAll(connection);
        var plans = Plans(tables, triggers);

        // All old triggers go first: after a swap of two names, the new ones take the names of the old.
        foreach (var trigger in triggers.Where(trigger => trigger.IsOurs && !plans.Exists(plan => plan.Keeps(trigger))))
            Drop("TRIGGER", trigger.Name);
        foreach (var plan in plans.Where(plan => plan.Table is null))
            Forget(plan.Stored!);
        foreach (var plan in plans.Where(plan => plan is { Stored: not null, Table: not null, IsCurrent: false }))
            Remake(plan, seen);
        foreach (var table in tables.Values.OrderBy(table => table.Name, StringComparer.Ordinal))
            Begin(table, firstRows);
        ShapeStore.Sweep(connection);
    }

    // Pairs what we knew with what is there; what is left in the dictionary is new.
    private List<TablePlan> Plans(Dictionary<string, CapturedTable> tables, List<TriggerEntry> triggers)
    {
        var plans = ShapeStore.Current(connection).ConvertAll(stored => new TablePlan(stored, triggers));

        // Triggers move with a renamed table, so they know better than the name which table it was.
        foreach (var plan in plans.Where(plan => plan.Own.Count > 0))
            plan.Take(tables, plan.Own[0].Table, triggers);
        foreach (var plan in plans.Where(plan => plan.Own.Count == 0))
            plan.Take(tables, plan.Stored.Name, triggers);
        return plans;
    }

    private void Forget(StoredShape stored)
    {
        ShapeStore.Retire(connection, stored);
        _log.SchemaChanged(stored.Id, null);
    }

    private void Remake(TablePlan plan, long seen)
    {
        var (stored, table) = (plan.Stored, plan.Table!);
        var id = ShapeStore.Keep(connection, table, stored);
        Create(table, id);
        if (id != stored.Id)
            _log.SchemaChanged(stored.Id, id);

        // Without all triggers in place, or with a unique key they did not look at, rows may have gone unseen.
        var hasGap = _log.HasWrittenSince(seen, stored);
        var isBlind = hasGap && !table.UniqueKeys.All(key => stored.Keys.Contains(key.Signature));
        if (!plan.IsComplete || isBlind || (hasGap && id != stored.Id && !_log.HasPlainKeysSince(seen, stored)))
            _log.AllRows(table, id);
        else if (hasGap && id != stored.Id)
            _log.RowsWrittenSince(seen, stored, table, id);
    }

    private void Begin(CapturedTable table, FirstRows firstRows)
    {
        var id = ShapeStore.Keep(connection, table, null);
        Create(table, id);
        if (firstRows == FirstRows.AreKnown)
            return;
        _log.SchemaChanged(null, id);
        if (firstRows == FirstRows.ReplaceOld)
            _log.AllRows(table, id);
        else
            _log.Rows(table, id);
    }

    private void Create(CapturedTable table, long shape)
    {
        foreach (var (_, sql) in new CaptureTriggers(table, shape).Statements())
            connection.Execute(sql);
    }

    // One column for each part of the longest address.
    private void WidenNotes(IEnumerable<CapturedTable> tables)
    {
        var width = connection.QueryInteger("SELECT count(*) FROM pragma_table_info('_rowgate_before') WHERE name GLOB 'k*[0-9]'")!.Value;
        var needed = tables.Select(table => table.Address.Length).DefaultIfEmpty(1).Max();
        while (width < needed)
            connection.Execute($"ALTER TABLE _rowgate_before ADD COLUMN k{(++width).ToString(CultureInfo.InvariantCulture)}");
    }

    private List<string> Tables()
    {
        var found = new List<string>();
        using var rows = connection.Prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name");
        while (rows.Step())
        {
            if (CaptureTables.Owns(rows.Text(0)))
                found.Add(rows.Text(0));
        }

        return found;
    }

    private string Drop(string kind, string name)
    {
        connection.Execute($"DROP {kind} {SqlName.Quote(name)}");
        return name;
    }
}
