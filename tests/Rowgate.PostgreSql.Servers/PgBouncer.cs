using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Rowgate.PostgreSql.Servers;

/// <summary>A pooler in front of a server, on a port of 127.0.0.1. It asks nobody for a password.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Process _process;

    private PgBouncer(string folder, Process process, int port)
    {
        _folder = folder;
        _process = process;
        Port = port;
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Starts one.</summary>
    /// <param name="server">The server behind it.</param>
    /// <param name="user">The role that it connects as.</param>
    /// <param name="database">The database, of the same name in front.</param>
    /// <param name="mode"><c>transaction</c> or <c>session</c>.</param>
    public static async Task<PgBouncer> StartAsync(PostgresServer server, string user, string database, string mode)
    {
        var folder = Directory.CreateTempSubdirectory("rowgate-pgbouncer-").FullName;
        var port = PostgresServer.FreePort();
        await File.WriteAllTextAsync(Path.Combine(folder, "pgbouncer.ini"), string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            {database} = host=127.0.0.1 port={server.Port} user={user}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = {mode}
            default_pool_size = {(mode == "session" ? 40 : 4)}
            """));
        await Shell.RunAsync("chmod", "-R", "a+rX", folder);
        var bouncer = new PgBouncer(
            folder, Shell.Start([.. Shell.AsServerUser, "/usr/sbin/pgbouncer", "-q", Path.Combine(folder, "pgbouncer.ini")]), port);
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                await using var connection = new NpgsqlConnection(string.Create(
                    CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username={user};Database={database};Pooling=false"));
                await connection.OpenAsync();
                return bouncer;
            }
            catch (NpgsqlException) when (waited.Elapsed < TimeSpan.FromSeconds(30) && !bouncer._process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
