using System.Globalization;

namespace Rowgate.Sqlite.Tests.Capture;

/// <summary>Random writes on <see cref="Schema"/>: every form that touches rows in a way of its own.</summary>
internal sealed class RandomOperations(Random random)
{
    public const string Schema = """
        CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT UNIQUE, boss INT REFERENCES people ON DELETE SET NULL ON UPDATE CASCADE,
          score, double_score AS (score * 2), CHECK (boss <> id));
        CREATE UNIQUE INDEX short_names ON people(lower(name)) WHERE length(name) < 3;
        CREATE TABLE pairs(a TEXT COLLATE NOCASE, b INT, note, PRIMARY KEY (a, b), UNIQUE (note, b)) WITHOUT ROWID;
        CREATE TABLE orders(person INT REFERENCES people ON DELETE CASCADE ON UPDATE CASCADE, code TEXT UNIQUE ON CONFLICT REPLACE, amount REAL);
        CREATE TABLE audit(id INTEGER PRIMARY KEY, what TEXT);
        CREATE TRIGGER audit_people AFTER UPDATE OF score ON people WHEN typeof(NEW.score) = 'integer' AND NEW.score < 5 BEGIN
          INSERT INTO audit(what) VALUES (OLD.name || ' -> ' || NEW.name);
          UPDATE people SET score = NEW.score + 3 WHERE id = NEW.id;
        END;
        CREATE TRIGGER no_sevens BEFORE UPDATE ON pairs WHEN NEW.b = 7 BEGIN SELECT RAISE(IGNORE); END;
        CREATE TRIGGER one_per_person BEFORE INSERT ON orders BEGIN DELETE FROM orders WHERE person = NEW.person AND amount > 50; END;
        """;

    public static readonly string[] Tables = ["people", "pairs", "orders", "audit"];

    /// <summary>The next statement. May fail on a constraint.</summary>
    public string Next() => random.Next(4) switch
    {
        0 => Pairs(),
        1 => Orders(),
        _ => People(),
    };

    private string People() => random.Next(9) switch
    {
        0 => $"INSERT {Or()} INTO people(id, name, boss, score) VALUES ({Id()}, {Name()}, {Ref()}, {Value()})",
        1 => $"INSERT {Or()} INTO people(name, boss, score) VALUES ({Name()}, {Ref()}, {Value()}), ({Name()}, NULL, {Value()})",
        2 => $"UPDATE {Or()} people SET id = {Id()} WHERE id = {Id()}",
        3 => $"UPDATE {Or()} people SET name = {Name()}, score = {Value()} WHERE id BETWEEN {Id()} AND {Id()}",
        4 => $"DELETE FROM people WHERE id = {Id()}",
        5 => $"INSERT INTO people(id, name, score) VALUES ({Id()}, {Name()}, 1) ON CONFLICT(id) DO UPDATE SET score = {Value()} ON CONFLICT(name) DO UPDATE SET id = excluded.id",
        6 => $"INSERT INTO people(id, name) VALUES ({Id()}, {Name()}) ON CONFLICT DO NOTHING",
        7 => $"UPDATE OR REPLACE people SET boss = {Ref()} WHERE id = {Id()}",
        _ => random.Next(8) == 0 ? "DELETE FROM people" : $"UPDATE {Or()} people SET name = {Name()} WHERE id = {Id()}",
    };

    private string Pairs() => random.Next(5) switch
    {
        0 => $"INSERT {Or()} INTO pairs VALUES ({Name()}, {Small()}, {Value()})",
        1 => $"UPDATE {Or()} pairs SET b = {Small()} WHERE b = {Small()}",
        2 => $"UPDATE {Or()} pairs SET a = {Name()}, note = {Value()} WHERE b = {Small()}",
        3 => $"DELETE FROM pairs WHERE b > {Small()}",
        _ => $"INSERT INTO pairs VALUES ({Name()}, {Small()}, {Value()}) ON CONFLICT(a, b) DO UPDATE SET note = excluded.note",
    };

    private string Orders() => random.Next(4) switch
    {
        0 => $"INSERT INTO orders VALUES ({Ref()}, {Name()}, {Number()})",
        1 => $"INSERT {Or()} INTO orders(rowid, person, code, amount) VALUES ({Id()}, {Ref()}, {Name()}, {Number()})",
        2 => $"UPDATE {Or()} orders SET rowid = {Id()}, code = {Name()} WHERE rowid = {Id()}",
        _ => $"DELETE FROM orders WHERE amount < {Number()}",
    };

    private string Or() => random.Next(6) switch { 0 => "OR IGNORE", 1 => "OR FAIL", 2 => "OR ABORT", _ => "OR REPLACE" };

    private int Id() => random.Next(1, 12);

    private int Small() => random.Next(5, 11);

    private string Ref() => random.Next(2) == 0 ? "NULL" : Id().ToString(CultureInfo.InvariantCulture);

    private string Name() => random.Next(8) switch
    {
        0 => "NULL",
        < 5 => $"'{(char)('a' + random.Next(6))}'",
        < 7 => $"'{(char)('A' + random.Next(6))}'",
        _ => $"'n{random.Next(6)}é\"\\'",
    };

    private string Value() => random.Next(7) switch
    {
        0 => "NULL",
        1 => $"x'{random.Next(256):X2}'",
        2 => Number(),
        3 => random.Next(4) == 0 ? "9e999" : "-0.0",
        4 => Name(),
        _ => Small().ToString(CultureInfo.InvariantCulture),
    };

    private string Number() => (random.NextDouble() * 100).ToString("R", CultureInfo.InvariantCulture);
}
