using Rowgate.Access;
using Rowgate.Sqlite;
using Rowgate.SqliteEngine;

namespace Rowgate.Gate.Tests;

/// <summary>A gate over a real SQLite file in a directory of its own.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("rowgate-gate-");
    private readonly SqliteDatabase _database;

    public Shop(string sql, AnonymousAccess anonymous = AnonymousAccess.Write)
    {
        using (var connection = SqliteConnection.Open(File, SqliteOpenMode.Create, TimeSpan.FromSeconds(5)))
            connection.Execute(sql);
        _database = SqliteDatabase.Open(File);
        Gate = new(_database, new AccessRules(anonymous));
    }

    public RequestGate Gate { get; }

    private string File => Path.Combine(_directory.FullName, "shop.db");

    /// <summary>Runs SQL as another process would.</summary>
    public void Execute(string sql)
    {
        using var connection = SqliteConnection.Open(File, SqliteOpenMode.ReadWrite, TimeSpan.FromSeconds(5));
        connection.Execute(sql);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
