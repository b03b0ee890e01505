using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Values;

namespace Rowgate.Live.Tests;

/// <summary>Writes rows and notes what capture would have seen.</summary>
internal sealed class ShopTransaction(Shop shop)
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
        Changes.Add(new RowInserted(Orders, RowImage.Of($"[{id},{customer},\"{status}\",{total}]")));
    }

    /// <summary>Inserts open orders of the first customer with these ids, which are their totals too.</summary>
    public void InsertOrders(int first, int count)
    {
        var ids = Enumerable.Range(first, count).ToList();
        Execute($"INSERT INTO orders VALUES {string.Join(',', ids.Select(id => $"({id}, 1, 'open', {id})"))}");
        Changes.AddRange(ids.Select(id => new RowInserted(Orders, RowImage.Of($"[{id},1,\"open\",{id}]"))));
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
        if (shop.Query($"SELECT text FROM notes WHERE text = '{from}' LIMIT 1") is null)
            return;
        Execute($"UPDATE notes SET text = '{to}' WHERE {shop.RowId} = (SELECT min({shop.RowId}) FROM notes WHERE text = '{from}')");
        Changes.Add(new RowUpdated(Notes, RowImage.Of($"[\"{from}\"]"), RowImage.Of($"[\"{to}\"]")));
    }

    /// <summary>Changes the shape of tables; capture may have to be told.</summary>
    public void Alter(string sql, params Change[] told)
    {
        Execute(sql);
        if (shop is SqliteShop)
            Changes.AddRange(told);
    }

    public void Execute(string sql) => shop.Execute(sql);

    private RowImage? Image(TableShape shape, long id)
    {
        var columns = string.Join(", ", shape.Columns.Select(column => column.Name));
        return shop.Query($"SELECT CAST({shop.ArrayFunction}({columns}) AS TEXT) FROM {shape.Table.Name} WHERE id = {id}") is { } json
            ? RowImage.Of(json)
            : null;
    }
}
