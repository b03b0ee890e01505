using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.Sqlite.Tests.Connections;

public sealed class DatabaseFileTests
{
    [Fact]
    public async Task A_file_is_switched_to_WAL_and_says_what_it_is()
    {
        await using var shop = ShopFile.Create();

        Assert.Equal("wal", shop.Database.JournalMode);
        Assert.Equal("wal", shop.Text("PRAGMA journal_mode"));
        Assert.False(shop.Database.IsReadOnly);
        Assert.StartsWith("SQLite 3.", shop.Database.Product, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_a_directory_and_a_file_of_something_else_are_named()
    {
        var directory = Directory.CreateTempSubdirectory("rowgate-sqlite-");
        var text = Path.Combine(directory.FullName, "notes.txt");
        File.WriteAllText(text, new string('x', 5000));

        var missing = Assert.Throws<DatabaseException>(() => SqliteDatabase.Open(Path.Combine(directory.FullName, "none.db")));
        var folder = Assert.Throws<DatabaseException>(() => SqliteDatabase.Open(directory.FullName));
        var other = Assert.Throws<DatabaseException>(() => SqliteDatabase.Open(text));

        Assert.StartsWith("There is no file ", missing.Message, StringComparison.Ordinal);
        Assert.EndsWith(" is a directory", folder.Message, StringComparison.Ordinal);
        Assert.Equal($"{text} is not an SQLite database", other.Message);
        Assert.All([missing, folder, other], fault => Assert.NotEmpty(fault.Hint));
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_read_only_file_is_served_and_not_written()
    {
        await using var shop = ShopFile.Create();
        shop.Execute("PRAGMA journal_mode=delete");
        File.SetAttributes(shop.Path, FileAttributes.ReadOnly);
        await using var database = SqliteDatabase.Open(shop.Path);

        await using var rows = (await database.ReadAsync(
            shop.Bind("customers?select=id&id=eq.1").Value!, default, RequestSession.Own, TestContext.Current.CancellationToken)).Value!;
        var refused = await database.WriteAsync(shop.Delete("orders"), default, RequestSession.Own, TestContext.Current.CancellationToken);

        Assert.True(database.IsReadOnly);
        Assert.Equal("""[{"id":1}]""", await ShopFile.TextAsync(rows, TestContext.Current.CancellationToken));
        Assert.Equal(RefusalCode.ReadOnly, refused.Refusal!.Code);
        File.SetAttributes(shop.Path, FileAttributes.Normal);
    }

    [Fact]
    public async Task A_read_only_file_in_WAL_mode_is_served_too()
    {
        await using var shop = ShopFile.Create();
        await shop.Database.DisposeAsync();
        File.SetAttributes(shop.Path, FileAttributes.ReadOnly);
        await using var database = SqliteDatabase.Open(shop.Path);

        Assert.True(database.IsReadOnly);
        Assert.NotNull(database.Catalog.Find(new("main", "orders")));
        File.SetAttributes(shop.Path, FileAttributes.Normal);
    }
}
