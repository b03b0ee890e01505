namespace Rowgate.Sqlite.Tests.Capture;

public sealed class SqliteCapturePreviewTests
{
    [Fact]
    public async Task A_preview_leaves_the_locks_of_open_connections_alone()
    {
        await using var fixture = new CaptureFixture("CREATE TABLE t (a INTEGER PRIMARY KEY); INSERT INTO t VALUES (1);");
        await fixture.Source.PreviewAsync(TestContext.Current.CancellationToken);

        // A program that closes the database last deletes the WAL. It is not the last: our connection is open.
        await fixture.ShellAsync("INSERT INTO t VALUES (2);");

        Assert.True(File.Exists(fixture.Path + "-wal"));
        Assert.Equal(2, fixture.Writer.QueryInteger("SELECT count(*) FROM t"));
    }
}
