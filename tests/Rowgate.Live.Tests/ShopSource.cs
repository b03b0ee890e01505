namespace Rowgate.Live.Tests;

/// <summary>Where a shop is, and how it is captured.</summary>
public enum ShopSource
{
    /// <summary>A SQLite file, captured by the test itself.</summary>
    Sqlite,

    /// <summary>PostgreSQL 15, captured from its log.</summary>
    Wal15,

    /// <summary>PostgreSQL 18, captured from its log.</summary>
    Wal18,

    /// <summary>PostgreSQL 15, captured by triggers.</summary>
    Trigger15,
}
