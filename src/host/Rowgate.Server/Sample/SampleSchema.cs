namespace Rowgate.Server.Sample;

/// <summary>The tables of the sample shop.</summary>
internal static class SampleSchema
{
    // The order of creation is the order of filling: every foreign key finds its row.
    public const string Tables =
        """
        -- The people who work in the shop; manager_id leads up to the director.
        CREATE TABLE employees (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          title TEXT NOT NULL,
          email TEXT NOT NULL UNIQUE,
          hired DATE NOT NULL,
          manager_id INTEGER REFERENCES employees (id)
        );
        CREATE TABLE categories (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          slug TEXT NOT NULL UNIQUE,
          parent_id INTEGER REFERENCES categories (id)
        );
        CREATE TABLE products (
          id INTEGER PRIMARY KEY,
          sku TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL,
          price DECIMAL(10,2) NOT NULL CHECK (price >= 0),
          cost DECIMAL(10,2) NOT NULL,
          margin DECIMAL(10,2) GENERATED ALWAYS AS (price - cost) VIRTUAL,
          stock INTEGER NOT NULL DEFAULT 0 CHECK (stock >= 0),
          is_active BOOLEAN NOT NULL DEFAULT TRUE,
          attributes JSON NOT NULL DEFAULT '{}',
          created_at TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
        );
        -- Which products are in which categories.
        CREATE TABLE product_categories (
          product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
          category_id INTEGER NOT NULL REFERENCES categories (id) ON DELETE CASCADE,
          PRIMARY KEY (product_id, category_id)
        ) WITHOUT ROWID;
        CREATE TABLE customers (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          email TEXT NOT NULL UNIQUE,
          city TEXT,
          country TEXT,
          is_member BOOLEAN NOT NULL DEFAULT FALSE,
          preferences JSON NOT NULL DEFAULT '{}',
          created_at TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
        );
        CREATE TABLE orders (
          id INTEGER PRIMARY KEY,
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          employee_id INTEGER REFERENCES employees (id),
          status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'paid', 'shipped', 'delivered', 'cancelled')),
          total DECIMAL(10,2) NOT NULL DEFAULT 0,
          note TEXT,
          created_at TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
          shipped_at TIMESTAMP
        );
        CREATE TABLE order_items (
          order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
          line INTEGER NOT NULL,
          product_id INTEGER NOT NULL REFERENCES products (id),
          quantity INTEGER NOT NULL CHECK (quantity > 0),
          unit_price DECIMAL(10,2) NOT NULL,
          PRIMARY KEY (order_id, line)
        ) WITHOUT ROWID;
        -- What customers say about products.
        CREATE TABLE comments (
          id INTEGER PRIMARY KEY,
          product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
          body TEXT,
          created_at TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
        );
        """;

    public const string IndexesAndViews =
        """
        CREATE INDEX orders_customer ON orders (customer_id);
        CREATE INDEX orders_status ON orders (status);
        CREATE INDEX order_items_product ON order_items (product_id);
        CREATE INDEX comments_product ON comments (product_id);
        CREATE INDEX comments_customer ON comments (customer_id);
        CREATE INDEX product_categories_category ON product_categories (category_id);
        CREATE VIEW open_orders AS
          SELECT o.id, o.total, o.created_at, c.name AS customer, c.country
          FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status = 'open';
        CREATE VIEW product_sales AS
          SELECT p.id, p.name, count(i.order_id) AS orders, coalesce(sum(i.quantity), 0) AS sold,
                 round(coalesce(sum(i.quantity * i.unit_price), 0), 2) AS revenue
          FROM products p LEFT JOIN order_items i ON i.product_id = p.id GROUP BY p.id;
        CREATE VIEW revenue_by_month AS
          SELECT substr(created_at, 1, 7) AS month, count(*) AS orders, round(sum(total), 2) AS revenue
          FROM orders WHERE status <> 'cancelled' GROUP BY 1;
        """;
}
