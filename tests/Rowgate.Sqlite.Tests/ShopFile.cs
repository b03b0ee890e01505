using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Tests;

/// <summary>A database file in a directory of its own, gone at the end of the test.</summary>
internal sealed class ShopFile : IAsyncDisposable
{
    public const string Schema = """
        CREATE TABLE customers(
          id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE COLLATE NOCASE, vip BOOLEAN, address JSON,
          country TEXT NOT NULL DEFAULT 'de');
        CREATE TABLE orders(
          id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers, status TEXT NOT NULL DEFAULT 'open',
          total DECIMAL(10,2) CHECK (total >= 0), created_at TIMESTAMP,
          CONSTRAINT orders_no_void CHECK (status <> 'void'));
        CREATE TABLE products(sku TEXT PRIMARY KEY, title TEXT, price REAL, photo BLOB, price_gross REAL AS (price * 1.19));
        CREATE TABLE order_items(
          order_id INTEGER, sku TEXT, quantity INTEGER NOT NULL DEFAULT 1,
          PRIMARY KEY (order_id, sku),
          CONSTRAINT items_order FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE,
          FOREIGN KEY (sku) REFERENCES products(sku)) WITHOUT ROWID;
        CREATE VIEW open_orders AS SELECT id, customer_id, total FROM orders WHERE status = 'open';
        INSERT INTO customers VALUES
          (1, 'Ada', 'ada@example.com', 1, '{"city":"London","tags":["x","y"],"age":36}', 'gb'),
          (2, 'Bob', 'bob@example.com', 0, NULL, 'de'),
          (3, 'Cyd', NULL, NULL, '{"city":"Köln","age":7}', 'de');
        INSERT INTO orders VALUES
          (10, 1, 'open', 12.5, '2026-01-01T10:00:00'), (11, 1, 'paid', 7, '2026-01-02T10:00:00'),
          (12, 2, 'open', 100, NULL), (13, NULL, 'open', NULL, NULL);
        INSERT INTO products(sku, title, price, photo) VALUES ('a', 'Apple', 0.5, x'00ff'), ('b', 'Bread*', 2.25, NULL);
        INSERT INTO order_items VALUES (10, 'a', 3), (10, 'b', 1), (11, 'a', 1);
        """;

    private ShopFile(string directory, string path, SqliteDatabase database)
    {
        DirectoryPath = directory;
        Path = path;
        Database = database;
    }

    public string DirectoryPath { get; }

    public string Path { get; }

    public SqliteDatabase Database { get; private set; }

    public static ShopFile Create(string sql = Schema)
    {
        var directory = Directory.CreateTempSubdirectory("rowgate-sqlite-").FullName;
        var path = System.IO.Path.Combine(directory, "shop.db");
        using (var connection = SqliteConnection.Open(path, SqliteOpenMode.Create, TimeSpan.FromSeconds(5)))
            connection.Execute(sql + ";PRAGMA user_version=1;");
        return new(directory, path, SqliteDatabase.Open(path));
    }

    public Relation Relation(string name) => Database.Catalog.Find(new("main", name))!;

    /// <summary>Runs statements as another process would.</summary>
    public void Execute(string sql)
    {
        using var connection = Connect();
        connection.Execute(sql);
    }

    public string? Text(string sql)
    {
        using var connection = Connect();
        return connection.QueryText(sql);
    }

    public SqliteConnection Connect() => SqliteConnection.Open(Path, SqliteOpenMode.ReadWrite, TimeSpan.FromSeconds(5));

    public Outcome<ReadPlan> Bind(string query)
    {
        var parsed = QueryParser.ParseRelation(query);
        Assert.True(parsed.Accepted, parsed.Refusal?.ToString());
        return QueryBinder.Bind(
            Database.Catalog, new("main", parsed.Value.Relation), parsed.Value.Query, new() { AggregatesEnabled = true });
    }

    /// <summary>The rows of a query as a JSON array.</summary>
    public async Task<string> ReadAsync(string query)
    {
        var plan = Bind(query);
        Assert.True(plan.Accepted, plan.Refusal?.ToString());
        return await ReadAsync(plan.Value);
    }

    public async Task<string> ReadAsync(ReadPlan plan)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var outcome = await Database.ReadAsync(plan, default, RequestSession.Own, cancellationToken);
        Assert.True(outcome.Accepted, outcome.Refusal?.ToString());
        await using var rows = outcome.Value;
        return await TextAsync(rows, cancellationToken);
    }

    /// <summary>Why a query is not run.</summary>
    public async Task<Refusal> RefusalAsync(string query)
    {
        var plan = Bind(query);
        if (!plan.Accepted)
            return plan.Refusal;
        var cancellationToken = TestContext.Current.CancellationToken;
        var outcome = await Database.ReadAsync(plan.Value, default, RequestSession.Own, cancellationToken);
        if (!outcome.Accepted)
            return outcome.Refusal;
        await using var rows = outcome.Value;
        var batch = await rows.NextAsync(cancellationToken);
        return batch.Refusal ?? throw new InvalidOperationException("It ran.");
    }

    /// <summary>An insert as <c>POST /table?query</c> would make it.</summary>
    public InsertPlan Insert(string query, string rows, params string[] columns)
    {
        var (target, parsed) = Target(query);
        return new()
        {
            Target = target,
            Columns = [.. columns.Select(column => target.Find(column)!)],
            Rows = Encoding.UTF8.GetBytes(rows),
            Returning = Returning(target, parsed, query),
        };
    }

    /// <summary>An update as <c>PATCH /table?query</c> would make it.</summary>
    public UpdatePlan Update(string query, string row, params string[] columns)
    {
        var (target, parsed) = Target(query);
        return new()
        {
            Target = target,
            Columns = [.. columns.Select(column => target.Find(column)!)],
            Row = Encoding.UTF8.GetBytes(row),
            Filter = QueryBinder.BindFilter(target, parsed.Where).Value,
            Returning = Returning(target, parsed, query),
        };
    }

    /// <summary>A delete as <c>DELETE /table?query</c> would make it.</summary>
    public DeletePlan Delete(string query)
    {
        var (target, parsed) = Target(query);
        return new()
        {
            Target = target,
            Filter = QueryBinder.BindFilter(target, parsed.Where).Value,
            Returning = Returning(target, parsed, query),
        };
    }

    public async Task<WriteResult> WriteAsync(WritePlan plan)
    {
        var outcome = await Database.WriteAsync(plan, default, RequestSession.Own, TestContext.Current.CancellationToken);
        Assert.True(outcome.Accepted, outcome.Refusal?.ToString());
        return outcome.Value;
    }

    public async Task<Refusal> RefusalAsync(WritePlan plan)
    {
        var outcome = await Database.WriteAsync(plan, default, RequestSession.Own, TestContext.Current.CancellationToken);
        return outcome.Refusal ?? throw new InvalidOperationException("It was written.");
    }

    private (Relation Target, TableQuery Query) Target(string query)
    {
        var parsed = QueryParser.ParseRelation(query);
        Assert.True(parsed.Accepted, parsed.Refusal?.ToString());
        return (Relation(parsed.Value.Relation), parsed.Value.Query);
    }

    private ReadPlan? Returning(Relation target, TableQuery parsed, string query) =>
        query.Contains("select=", StringComparison.Ordinal)
            ? QueryBinder.BindReturning(Database.Catalog, target, parsed, BindOptions.Default).Value
            : null;

    public static async Task<string> TextAsync(RowStream rows, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        while (true)
        {
            var batch = await rows.NextAsync(cancellationToken);
            Assert.True(batch.Accepted, batch.Refusal?.ToString());
            if (batch.Value.Count == 0)
                return $"[{text}]";
            if (text.Length > 0)
                text.Append(',');
            text.Append(Encoding.UTF8.GetString(batch.Value.Json.Span));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(DirectoryPath, recursive: true);
    }
}
