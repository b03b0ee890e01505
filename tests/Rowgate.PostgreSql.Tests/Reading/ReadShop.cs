namespace Rowgate.PostgreSql.Tests.Reading;

/// <summary>One shop for each release, only read.</summary>
public sealed class ReadShop : IAsyncLifetime
{
    public const string Schema = """
        CREATE TABLE customers(
          id int PRIMARY KEY, name text NOT NULL, vip boolean, address jsonb, country text NOT NULL DEFAULT 'de', old json);
        CREATE TABLE orders(
          id int PRIMARY KEY, customer_id int REFERENCES customers, status text NOT NULL DEFAULT 'open',
          total numeric(10,2), created_at timestamp);
        CREATE TABLE products(sku text PRIMARY KEY, title text, price float8, photo bytea);
        CREATE TABLE order_items(
          order_id int REFERENCES orders, sku text REFERENCES products, quantity int NOT NULL DEFAULT 1, PRIMARY KEY (order_id, sku));
        CREATE TABLE staff(id int PRIMARY KEY, name text, boss_id int REFERENCES staff);
        CREATE TABLE things(
          id int PRIMARY KEY, tags text[], span int4range, words tsvector, body text, at timestamptz, kind uuid, meta jsonb);
        CREATE VIEW open_orders AS SELECT id, customer_id, total FROM orders WHERE status = 'open';
        CREATE DOMAIN color AS int;
        CREATE FUNCTION color_json(color) RETURNS json LANGUAGE sql IMMUTABLE AS $$ SELECT to_json('#' || lpad(to_hex($1::int), 6, '0')) $$;
        CREATE FUNCTION color_text(text) RETURNS color LANGUAGE sql IMMUTABLE AS $$ SELECT ('x' || lpad(ltrim($1, '#'), 8, '0'))::bit(32)::int::color $$;
        CREATE CAST (color AS json) WITH FUNCTION color_json(color) AS IMPLICIT;
        CREATE CAST (text AS color) WITH FUNCTION color_text(text) AS IMPLICIT;
        CREATE TABLE paints(id int PRIMARY KEY, shade color);
        CREATE FUNCTION shout(customers) RETURNS text LANGUAGE sql STABLE AS $$ SELECT upper($1.name) $$;
        CREATE FUNCTION paid_orders(customers) RETURNS SETOF orders LANGUAGE sql STABLE AS $$
          SELECT * FROM orders WHERE customer_id = $1.id AND status = 'paid' $$;
        INSERT INTO customers VALUES
          (1, 'Ada', true, '{"city":"London","tags":["x","y"],"age":36}', 'gb', '{"b":1,"a":null}'),
          (2, 'Bob', false, NULL, 'de', NULL),
          (3, 'Cyd', NULL, '{"city":"Köln","age":7}', 'de', NULL);
        INSERT INTO orders VALUES
          (10, 1, 'open', 12.50, '2026-01-01T10:00:00'), (11, 1, 'paid', 7, '2026-01-02T10:00:00'),
          (12, 2, 'open', 100, NULL), (13, NULL, 'open', NULL, NULL);
        INSERT INTO products VALUES ('a', 'Apple', 0.5, '\x00ff'), ('b', 'Bread*', 2.25, NULL);
        INSERT INTO order_items VALUES (10, 'a', 3), (10, 'b', 1), (11, 'a', 1);
        INSERT INTO staff VALUES (1, 'Top', NULL), (2, 'Mid', 1), (3, 'Low', 2);
        INSERT INTO things VALUES
          (1, '{a,b}', '[1,5)', 'fat cat'::tsvector, 'The fat cats ate', '2026-01-01T00:00:00Z', '00000000-0000-0000-0000-000000000001', '{"k":1}'),
          (2, '{c,"d,e"}', '[5,9)', 'thin dog'::tsvector, 'A thin dog', NULL, NULL, NULL);
        INSERT INTO paints VALUES (1, 255), (2, 65280);
        """;

    private readonly Dictionary<int, Gateway> _byVersion = [];

    internal Gateway Of(int version) => _byVersion[version];

    public async ValueTask InitializeAsync()
    {
        foreach (var version in (int[])[15, 18])
            _byVersion[version] = await Gateway.OpenAsync(version, Schema);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _byVersion.Values)
            await gateway.DisposeAsync();
    }
}
