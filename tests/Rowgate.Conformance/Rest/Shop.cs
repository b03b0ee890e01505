namespace Rowgate.Conformance.Rest;

/// <summary>The database of the suite.</summary>
public static class Shop
{
    /// <summary>The tables in SQLite's words. Another database has its own, with the same names and families of types.</summary>
    public const string SqliteSchema = """
        CREATE TABLE customers(
          id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE, city TEXT DEFAULT 'Bern', active BOOLEAN);
        CREATE TABLE orders(
          id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers(id), billing_id INTEGER REFERENCES customers(id),
          status TEXT NOT NULL DEFAULT 'open', total NUMERIC CHECK (total >= 0));
        CREATE TABLE products(sku TEXT PRIMARY KEY, title TEXT, price NUMERIC, gross NUMERIC AS (price * 2));
        CREATE TABLE order_items(
          order_id INTEGER REFERENCES orders(id), sku TEXT REFERENCES products(sku), quantity INTEGER NOT NULL DEFAULT 1,
          PRIMARY KEY (order_id, sku));
        CREATE TABLE notes(body TEXT, data JSON);
        CREATE VIEW open_orders AS SELECT id, customer_id, total FROM orders WHERE status = 'open';
        """;

    /// <summary>The rows, in words that every database understands.</summary>
    public const string Rows = """
        INSERT INTO customers(id, name, email, city, active) VALUES
          (1, 'Ada', 'ada@example.com', 'London', TRUE), (2, 'Bob', 'bob@example.com', NULL, FALSE), (3, 'Cyd, "C"', NULL, 'Köln', NULL);
        INSERT INTO orders(id, customer_id, billing_id, status, total) VALUES
          (10, 1, 1, 'open', 12.5), (11, 1, 2, 'paid', 7), (12, 2, 2, 'open', 100), (13, NULL, NULL, 'void', NULL);
        INSERT INTO products(sku, title, price) VALUES ('a', 'Apple', 0.5), ('b', 'Bread', 2.25);
        INSERT INTO order_items(order_id, sku, quantity) VALUES (10, 'a', 3), (10, 'b', 1), (11, 'a', 1);
        INSERT INTO notes(body, data) VALUES ('first', '{"a":{"b":[1,2]},"n":null}');
        """;
}
