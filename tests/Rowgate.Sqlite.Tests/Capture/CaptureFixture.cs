using System.Diagnostics;
using Rowgate.Core.Changes;
using Rowgate.Sqlite.Capture;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Tests.Capture;

/// <summary>A file in a folder of its own, a connection to write with, and a change source that is being read.</summary>
public sealed class CaptureFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-capture-");
    private readonly List<SqliteConnection> _connections = [];
    private readonly SqliteCaptureOptions _options;
    private Following? _following;

    public CaptureFixture(string schema = "", SqliteCaptureOptions? options = null)
    {
        _options = options ?? new();
        Path = System.IO.Path.Combine(_folder.FullName, "shop.db");
        Writer = Open(SqliteOpenMode.Create);
        Writer.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;" + schema);
        Source = new("main", Path, _options, TimeProvider.System);
    }

    public string Path { get; }

    /// <summary>A connection that writes as any program would.</summary>
    public SqliteConnection Writer { get; }

    public SqliteChangeSource Source { get; private set; }

    public SqliteConnection Open(SqliteOpenMode mode = SqliteOpenMode.ReadWrite)
    {
        var connection = SqliteConnection.Open(Path, mode, TimeSpan.FromSeconds(20));
        lock (_connections)
            _connections.Add(connection);
        return connection;
    }

    /// <summary>Starts to read, and returns when the triggers are in place.</summary>
    public async Task StartAsync(ulong after = 0)
    {
        _following = new(Source, new(after));
        await _following.ReadyAsync();
    }

    /// <summary>Stops reading, as a restart of Rowgate would.</summary>
    public async Task StopAsync()
    {
        await _following!.DisposeAsync();
        _following = null;
        Source = new("main", Path, _options, TimeProvider.System);
    }

    /// <summary>Everything captured so far, once the last change made up to now is among it.</summary>
    public async Task<IReadOnlyList<CapturedTransaction>> TakeAsync()
    {
        var last = (ulong)Writer.QueryInteger("SELECT last FROM _rowgate_head")!.Value;
        return await _following!.UntilAsync(last);
    }

    /// <summary>Waits until a transaction arrives that holds such a change.</summary>
    public Task<IReadOnlyList<CapturedTransaction>> TakeUntilAsync(Func<Change, bool> wanted) => _following!.UntilAsync(wanted);

    /// <summary>Runs statements in a process of its own.</summary>
    public async Task ShellAsync(string sql)
    {
        using var shell = Process.Start(new ProcessStartInfo("sqlite3", ["-bail", "-cmd", ".timeout 20000", Path])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        await shell.StandardInput.WriteAsync(sql);
        shell.StandardInput.Close();
        var errors = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (_following is not null)
            await _following.DisposeAsync();
        foreach (var connection in _connections)
            connection.Dispose();
        _folder.Delete(recursive: true);
    }
}
