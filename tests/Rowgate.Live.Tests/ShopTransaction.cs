using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Live.Tests;

/// <summary>Writes rows and notes what capture would have seen.</summary>
internal sealed class ShopTransaction(SqliteConnection connection)
{
    public static readonly TableShape Orders = new(
        new("main", "orders"),
        [
            new("id", "INTEGER", ValueKind.Integer),
            new("customer_id", "INTEGER", ValueKind.Integer),
            new("status", "TEXT", ValueKind.Text),
            new("total", "INTEGER", ValueKind.Integer),
        ],
        [0]);

    public static readonly TableShape Customers = new(
        new("main", "customers"), [new("id", "INTEGER", ValueKind.Integer), new("name", "TEXT", ValueKind.Text)], [0]);

    public static readonly TableShape Notes = new(new("main", "notes"), [new("text", "TEXT", ValueKind.Text)], []);

    public List<Change> Changes { get; } = [];

    public void InsertOrder(long id, long customer, string status, long total)
    {
        Execute($"INSERT INTO orders VALUES ({id}, {customer}, '{status}', {total})");
        Changes.Add(new RowInserted(Orders, Image(Orders, id)!.Value));
    }

    /// <summary>Updates an order, its id included; nothing when it is not there.</summary>
    public void UpdateOrder(long id, string set, long? newId = null)
    {
        if (Image(Orders, id) is not { } before)
            return;
        Execute($"UPDATE orders SET {set} WHERE id = {id}");
        Changes.Add(new RowUpdated(Orders, before, Image(Orders, newId ?? id)!.Value));
    }

    public void DeleteOrder(long id)
    {
        if (Image(Orders, id) is not { } before)
            return;
        Execute($"DELETE FROM orders WHERE id = {id}");
        Changes.Add(new RowDeleted(Orders, before));
    }

    public bool HasOrder(long id) => Image(Orders, id) is not null;

    public void RenameCustomer(long id, string name)
    {
        var before = Image(Customers, id)!.Value;
        Execute($"UPDATE customers SET name = '{name}' WHERE id = {id}");
        Changes.Add(new RowUpdated(Customers, before, Image(Customers, id)!.Value));
    }

    public void InsertNote(string text)
    {
        Execute($"INSERT INTO notes VALUES ('{text}')");
        Changes.Add(new RowInserted(Notes, RowImage.Of($"[\"{text}\"]")));
    }

    /// <summary>Changes one of the notes with this text.</summary>
    public void UpdateNote(string from, string to)
    {
        if (connection.QueryInteger($"SELECT 1 FROM notes WHERE text = '{from}'") is null)
            return;
        Execute($"UPDATE notes SET text = '{to}' WHERE rowid = (SELECT min(rowid) FROM notes WHERE text = '{from}')");
        Changes.Add(new RowUpdated(Notes, RowImage.Of($"[\"{from}\"]"), RowImage.Of($"[\"{to}\"]")));
    }

    public void Execute(string sql) => connection.Execute(sql);

    private RowImage? Image(TableShape shape, long id)
    {
        var columns = string.Join(", ", shape.Columns.Select(column => column.Name));
        return connection.QueryText($"SELECT json_array({columns}) FROM {shape.Table.Name} WHERE id = {id}") is { } json
            ? RowImage.Of(json)
            : null;
    }
}
