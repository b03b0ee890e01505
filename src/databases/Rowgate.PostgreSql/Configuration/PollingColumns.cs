namespace Rowgate.PostgreSql.Configuration;

/// <summary>The columns that polling goes by.</summary>
/// <param name="Cursor">A column that grows with every insert and update.</param>
/// <param name="Deleted">A column that is true, or not null, for a row that counts as deleted; null when rows are never deleted.</param>
public sealed record PollingColumns(string Cursor, string? Deleted);
