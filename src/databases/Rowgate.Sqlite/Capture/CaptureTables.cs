namespace Rowgate.Sqlite.Capture;

/// <summary>The tables that capture keeps in the source's own file.</summary>
/// <remarks>Drawn in docs/formats/sqlite-capture.md; a change here is a change there.</remarks>
internal static class CaptureTables
{
    /// <summary>What the name of every table and trigger of ours starts with.</summary>
    public const string Prefix = "_rowgate_";

    public const string Create = """
        CREATE TABLE _rowgate_head(
          id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL, actor TEXT, trimmed INTEGER NOT NULL);
        CREATE TABLE _rowgate_shape(
          id INTEGER PRIMARY KEY, name TEXT NOT NULL, definition TEXT NOT NULL, keys TEXT NOT NULL, current INTEGER NOT NULL);
        CREATE TABLE _rowgate_change(
          id INTEGER PRIMARY KEY, shape INTEGER NOT NULL, op TEXT NOT NULL, before TEXT, after TEXT, actor TEXT);
        CREATE TABLE _rowgate_before(
          id INTEGER PRIMARY KEY, shape INTEGER NOT NULL, kind TEXT NOT NULL, image TEXT, k1);
        CREATE INDEX _rowgate_before_row ON _rowgate_before(shape, k1);
        """;

    public static bool Owns(string name) => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
}
