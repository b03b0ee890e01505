namespace Rowgate.Sqlite.Tests.Capture;

public sealed class CapturePreviewTests
{
    [Fact]
    public async Task The_preview_says_what_would_be_captured_and_changes_nothing()
    {
        await using var capture = new CaptureFixture("""
            CREATE TABLE orders(id INTEGER PRIMARY KEY);
            CREATE TABLE notes(text);
            CREATE TABLE hidden(rowid, _rowid_, oid);
            CREATE VIEW open_orders AS SELECT * FROM orders;
            CREATE VIRTUAL TABLE search USING fts5(text);
            """);

        var preview = await capture.Source.PreviewAsync(TestContext.Current.CancellationToken);

        Assert.Equal("trigger", preview.Mode);
        Assert.Equal(
            ["hidden False", "notes True", "open_orders False", "orders True", "search False"],
            preview.Tables.Select(table => $"{table.Table.Name} {table.Captured}"));
        Assert.All(preview.Tables, table => Assert.NotEmpty(table.Note));
        Assert.Contains(preview.Warnings, warning => warning.Contains("rowgate capture remove", StringComparison.Ordinal));
        Assert.Equal(0, capture.Writer.QueryInteger("SELECT count(*) FROM sqlite_schema WHERE name GLOB '_rowgate_*'"));
    }

    [Fact]
    public async Task What_cannot_be_captured_does_not_keep_the_rest_from_it()
    {
        await using var capture = new CaptureFixture("""
            CREATE TABLE hidden(rowid, _rowid_, oid);
            CREATE VIRTUAL TABLE search USING fts5(text);
            CREATE TABLE orders(id INTEGER PRIMARY KEY);
            """);
        await capture.StartAsync();

        capture.Writer.Execute("INSERT INTO hidden VALUES (1, 2, 3); INSERT INTO search VALUES ('x'); INSERT INTO orders VALUES (1)");

        Assert.Equal(["insert orders [1]"], Assert.Single(await capture.TakeAsync()).Lines);
    }
}
