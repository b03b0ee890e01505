using Rowgate.SqliteEngine;

namespace Rowgate.Bench;

/// <summary>A database in a folder of its own, deleted at the end.</summary>
internal sealed class BenchDatabase : IDisposable
{
    /// <summary>How many customers there are; their ids count from one.</summary>
    public const int Customers = 100_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-bench-");

    /// <summary>Makes the file with its rows.</summary>
    public BenchDatabase()
    {
        using var connection = Connect();
        connection.Execute($"""
            PRAGMA journal_mode = WAL;
            CREATE TABLE customers (
                id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE,
                city TEXT, credit REAL NOT NULL, active BOOLEAN NOT NULL);
            CREATE TABLE ticks (id INTEGER PRIMARY KEY, note TEXT NOT NULL);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Customers})
            INSERT INTO customers
            SELECT i, 'Customer ' || i, 'c' || i || '@example.com', 'City ' || (i % 500), i * 1.25, i % 3 > 0 FROM n;
            """);
    }

    /// <summary>The file.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "shop.db");

    /// <summary>A folder for Rowgate's journal.</summary>
    public string Data => System.IO.Path.Combine(_folder.FullName, "data");

    /// <summary>A connection like that of any other program.</summary>
    public SqliteConnection Connect() => SqliteConnection.Open(Path, SqliteOpenMode.Create, TimeSpan.FromSeconds(10));

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
