using System.Diagnostics;

namespace Rowgate.Console.Tests;

/// <summary>A small SQLite database in a folder of its own, written to by another program: SQLite's shell.</summary>
internal sealed class ShopFile : IDisposable
{
    // 250 orders, so that there is a second page; one customer with numbers that a double cannot hold.
    private const string Schema =
        """
        PRAGMA journal_mode = WAL;
        CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, points INTEGER);
        CREATE TABLE orders (
          id INTEGER PRIMARY KEY,
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          status TEXT NOT NULL DEFAULT 'open',
          total DECIMAL(10,2) NOT NULL DEFAULT 0);
        CREATE VIEW open_orders AS SELECT id, total FROM orders WHERE status = 'open';
        INSERT INTO customers VALUES (1, 'Ada', 9007199254740993), (2, 'Grace', NULL);
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)
          INSERT INTO orders SELECT i, 1 + i % 2, CASE i % 5 WHEN 0 THEN 'paid' ELSE 'open' END, i FROM n;
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-console-");

    public ShopFile() => Run(Schema);

    public string Path => System.IO.Path.Combine(_folder.FullName, "shop.db");

    /// <summary>Where the server may keep its own files.</summary>
    public string DataFolder => System.IO.Path.Combine(_folder.FullName, "data");

    /// <summary>Runs SQL in a process of its own; the server is not asked.</summary>
    public void Run(string sql)
    {
        using var shell = Process.Start(new ProcessStartInfo("sqlite3", ["-bail", "-cmd", ".timeout 20000", Path, sql])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var complaint = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        if (shell.ExitCode != 0)
            throw new InvalidOperationException($"sqlite3: {complaint}");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
