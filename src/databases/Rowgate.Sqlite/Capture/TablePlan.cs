namespace Rowgate.Sqlite.Capture;

/// <summary>A table as we knew it, beside what has become of it.</summary>
internal sealed class TablePlan
{
    /// <summary>A plan that knows the triggers, and not yet the table.</summary>
    public TablePlan(StoredShape stored, List<TriggerEntry> triggers)
    {
        var names = CaptureTriggers.NamesFor(stored.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Stored = stored;
        Own = triggers.FindAll(trigger => names.Contains(trigger.Name));
        IsComplete = Own.Count == names.Count;
    }

    public StoredShape Stored { get; }

    /// <summary>Its triggers that are still there.</summary>
    public List<TriggerEntry> Own { get; }

    /// <summary>True when no trigger is missing, so that no change was missed.</summary>
    public bool IsComplete { get; }

    /// <summary>The table now, perhaps under another name; null when it is gone.</summary>
    public CapturedTable? Table { get; private set; }

    /// <summary>True when the triggers are exactly what they should be.</summary>
    public bool IsCurrent { get; private set; }

    public bool Keeps(TriggerEntry trigger) => IsCurrent && Own.Contains(trigger);

    /// <summary>Takes the table out of those that have no plan yet.</summary>
    public void Take(Dictionary<string, CapturedTable> tables, string name, List<TriggerEntry> triggers)
    {
        if (!tables.Remove(name, out var table))
            return;
        Table = table;
        IsCurrent = IsComplete && table.Shape.Id == Stored.Shape.Id && HasText(table) && FiresFirst(table, triggers);
    }

    private bool HasText(CapturedTable table)
    {
        var texts = Own.ToDictionary(trigger => trigger.Name, trigger => trigger.Sql, StringComparer.Ordinal);
        return new CaptureTriggers(table, Stored.Id).Statements()
            .All(wanted => texts.TryGetValue(wanted.Name, out var sql) && sql == wanted.Sql);
    }

    // The youngest trigger fires first. Ours must, to see each change before another trigger makes the next one.
    private bool FiresFirst(CapturedTable table, List<TriggerEntry> triggers) =>
        !triggers.Exists(other => !other.IsOurs
            && other.Table.Equals(table.Name, StringComparison.OrdinalIgnoreCase)
            && other.Age > Own[0].Age);
}
