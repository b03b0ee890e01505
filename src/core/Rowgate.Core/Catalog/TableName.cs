namespace Rowgate.Core.Catalog;

/// <summary>The full name of a table or view, exactly as the catalog spells it: no quotes, case kept.</summary>
/// <param name="Schema">The schema, such as <c>public</c>; in SQLite <c>main</c>. Never empty.</param>
/// <param name="Name">The table, without its schema. Never empty.</param>
public readonly record struct TableName(string Schema, string Name)
{
    /// <summary>For people and logs only; SQL text comes from a dialect, which quotes.</summary>
    public override string ToString() => $"{Schema}.{Name}";
}
