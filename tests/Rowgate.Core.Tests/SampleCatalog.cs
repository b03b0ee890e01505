using System.Collections.Immutable;
using Rowgate.Core.Catalog;

namespace Rowgate.Core.Tests;

/// <summary>A small shop, made by hand: every kind of relationship once.</summary>
internal static class SampleCatalog
{
    public static readonly DatabaseCatalog Shop = new(
        1,
        [
            Table("customers", "id:Integer name:Text data:Json", key: [0]),
            Table("profiles", "customer_id:Integer bio:Text", key: [0], keys: [Key("profiles", "customer_id", "customers", "id")]),
            Table("addresses", "id:Integer city:Text", key: [0]),
            Table(
                "orders",
                "id:Integer status:Text total:Decimal customer_id:Integer billing_id:Integer shipping_id:Integer data:Json",
                key: [0],
                keys:
                [
                    Key("orders", "customer_id", "customers", "id"),
                    Key("orders", "billing_id", "addresses", "id"),
                    Key("orders", "shipping_id", "addresses", "id"),
                ]),
            Table("products", "id:Integer title:Text", key: [0]),
            Table(
                "order_items",
                "order_id:Integer product_id:Integer quantity:Integer",
                key: [0, 1],
                keys: [Key("order_items", "order_id", "orders", "id"), Key("order_items", "product_id", "products", "id")]),
            Table(
                "employees", "id:Integer name:Text manager_id:Integer", key: [0], keys: [Key("employees", "manager_id", "employees", "id")]),
            View("open_orders", "id:Integer customer_id:Integer", Key("open_orders", "customer_id", "customers", "id")),
        ]);

    public static TableName Name(string table) => new("main", table);

    public static Relation Find(string table) => Shop.Find(Name(table))!;

    public static Relation Table(
        string name, string columns, int[] key, ImmutableArray<ForeignKey>? keys = null, ImmutableArray<ImmutableArray<int>>? unique = null) =>
        new(Name(name), RelationKind.Table, Columns(columns))
        {
            PrimaryKey = [.. key],
            ForeignKeys = keys ?? [],
            UniqueKeys = unique ?? [],
        };

    public static ForeignKey Key(string table, string column, string target, string targetColumn) =>
        new($"{table}_{column}_fkey", [column], Name(target), [targetColumn]);

    private static Relation View(string name, string columns, ForeignKey key) =>
        new(Name(name), RelationKind.View, Columns(columns)) { ForeignKeys = [key] };

    private static ImmutableArray<Column> Columns(string columns) =>
    [
        .. columns.Split(' ').Select((text, ordinal) =>
        {
            var parts = text.Split(':');
            return new Column { Name = parts[0], Ordinal = ordinal, Type = new(parts[1].ToUpperInvariant(), Enum.Parse<ValueKind>(parts[1])) };
        }),
    ];
}
