using Rowgate.Sqlite.Wal;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Tests.Wal;

public sealed class WalReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-wal-");
    private readonly SqliteConnection _connection;
    private readonly uint _page;

    public WalReaderTests()
    {
        _connection = SqliteConnection.Open(File, SqliteOpenMode.Create, TimeSpan.FromSeconds(5));
        _connection.Execute("""
            PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
            CREATE TABLE _rowgate_head(id INTEGER PRIMARY KEY, last INTEGER NOT NULL, actor TEXT, trimmed INTEGER NOT NULL);
            INSERT INTO _rowgate_head VALUES (1, 0, NULL, 0);
            CREATE TABLE other(id INTEGER PRIMARY KEY, value INTEGER);
            """);
        _page = (uint)_connection.QueryInteger("SELECT rootpage FROM sqlite_schema WHERE name = '_rowgate_head'")!.Value;
    }

    private string File => Path.Combine(_folder.FullName, "a.db");

    [Theory]
    [InlineData(1L)]
    [InlineData(127L)]
    [InlineData(128L)]
    [InlineData(40_000L)]
    [InlineData(9_000_000L)]
    [InlineData(3_000_000_000L)]
    [InlineData(1L << 46)]
    [InlineData(1L << 62)]
    public void Numbers_of_every_width_are_read(long last)
    {
        SetHead($"last = {last}, actor = '{new string('a', 300)}'");

        Assert.Equal(last, Read(last)[^1]);
    }

    [Fact]
    public void Each_commit_that_touched_the_page_is_one_number()
    {
        SetHead("last = 1");
        _connection.Execute("BEGIN; UPDATE _rowgate_head SET last = 2; UPDATE _rowgate_head SET last = 3; COMMIT");
        _connection.Execute("INSERT INTO other VALUES (1, 99)");
        _connection.Execute("BEGIN; UPDATE _rowgate_head SET last = 4; ROLLBACK");
        SetHead("last = 5");

        Assert.Equal([0, 1, 3, 5], Read(long.MaxValue));
    }

    [Fact]
    public void Reading_goes_on_after_the_last_commit_read_and_in_a_new_generation()
    {
        using var wal = new WalReader(File + "-wal");
        SetHead("last = 1");
        Assert.Equal([0, 1], wal.ReadCommits([_page], 1));
        SetHead("last = 2");
        Assert.Equal([2], wal.ReadCommits([_page], 2));

        _connection.QueryInteger("PRAGMA wal_checkpoint(RESTART)");
        SetHead("last = 3");

        Assert.Equal([3], wal.ReadCommits([_page], 3));
    }

    [Fact]
    public void A_damaged_frame_ends_the_reading_before_it()
    {
        SetHead("last = 1");
        var length = new FileInfo(File + "-wal").Length;
        SetHead("last = 2");
        SetHead("last = 3");
        using (var wal = System.IO.File.Open(File + "-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            wal.Position = length + 1000;
            var value = wal.ReadByte();
            wal.Position--;
            wal.WriteByte((byte)(value ^ 1));
        }

        Assert.Equal([0, 1], Read(long.MaxValue));
    }

    [Fact]
    public void The_page_of_another_table_is_not_taken_for_ours()
    {
        _connection.Execute("INSERT INTO other VALUES (1, 7)");
        var page = (uint)_connection.QueryInteger("SELECT rootpage FROM sqlite_schema WHERE name = 'other'")!.Value;
        using var wal = new WalReader(File + "-wal");

        Assert.Empty(wal.ReadCommits([page], long.MaxValue));
    }

    public void Dispose()
    {
        _connection.Dispose();
        _folder.Delete(recursive: true);
    }

    private void SetHead(string values) => _connection.Execute("UPDATE _rowgate_head SET " + values);

    private List<long> Read(long until)
    {
        using var wal = new WalReader(File + "-wal");
        return [.. wal.ReadCommits([_page], until)];
    }
}
