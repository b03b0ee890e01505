using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Rowgate.PostgreSql.Servers;

/// <summary>A private PostgreSQL server. Its superuser is <c>postgres</c>, without a password.</summary>
/// <remarks>Dies with the process that started it, whatever happens to that.</remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Dictionary<int, Lazy<Task<PostgresServer>>> Shared = PostgresRelease.All.ToDictionary(
        release => release.Version,
        release => new Lazy<Task<PostgresServer>>(() => StartAsync(PostgresRelease.Of(release.Version))));

    private static readonly List<PostgresServer> Started = [];

    // In memory where there is room: a database is 300 files, and disks are slow to make files where many were just deleted.
    private static readonly DriveInfo Memory = new("/dev/shm");
    private const long MemoryBytesMin = 4L << 30;

    private readonly PostgresRelease _release;
    private readonly string _programs;
    private readonly NpgsqlDataSource _databases;
    private Process? _running;

    // All at once: the test runner complains of a process that takes longer than a second to end.
    static PostgresServer() =>
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Parallel.ForEach(Started, server => server.Dispose());

    private PostgresServer(PostgresRelease release, string programs, string folder, int port)
    {
        _release = release;
        _programs = programs;
        Folder = folder;
        Port = port;
        _databases = NpgsqlDataSource.Create(ConnectionString + ";Maximum Pool Size=4;No Reset On Close=true");
    }

    /// <summary>The folder with the cluster (<c>data</c>) and the log (<c>log</c>).</summary>
    public string Folder { get; }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The major version.</summary>
    public int Version => _release.Version;

    /// <summary>The connection string of the superuser.</summary>
    public string ConnectionString => ConnectionTo("postgres");

    /// <summary>The process id of the postmaster; the server must be running.</summary>
    public int ProcessId =>
        int.Parse(File.ReadLines(Path.Combine(Folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>The server of this major version that all tests of the process share. Make a database of your own in it.</summary>
    public static Task<PostgresServer> OfAsync(int version) => Shared[version].Value;

    /// <summary>Starts a server of one's own.</summary>
    /// <param name="release">Which.</param>
    /// <param name="settings">Settings besides the usual ones, such as <c>wal_level=replica</c>.</param>
    public static async Task<PostgresServer> StartAsync(PostgresRelease release, params string[] settings)
    {
        var folder = FreshFolder();
        var server = new PostgresServer(release, await release.ReachableAsync(), folder, FreePort());
        if (Shell.AsServerUser.Length > 0)
            await Shell.RunAsync("chown", "postgres:postgres", folder);
        await Shell.RunAsync([.. Shell.AsServerUser, Path.Combine(server._programs, "initdb"), "-D", server.Data, "-U", "postgres",
            "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        server.Configure([
            $"port={server.Port}", "listen_addresses='127.0.0.1'", $"unix_socket_directories='{folder}'", "fsync=off",
            "wal_level=logical", "max_replication_slots=64", "max_wal_senders=64", "max_prepared_transactions=32",
            "max_connections=250", "shared_buffers=64MB", "max_wal_size=256MB", "wal_init_zero=off",
            "track_commit_timestamp=on", "max_worker_processes=16", .. settings]);
        await server.StartAsync();
        lock (Started)
            Started.Add(server);
        return server;
    }

    /// <summary>The connection string of a database of this server.</summary>
    public string ConnectionTo(string database, string user = "postgres") =>
        $"Host=127.0.0.1;Port={Port};Username={user};Database={database}";

    /// <summary>Makes an empty database. What it is copied from does not go through the log, which every slot would read.</summary>
    /// <param name="sql">What to run in it first; empty for nothing.</param>
    public async Task<PostgresDatabaseLease> CreateDatabaseAsync(string sql = "")
    {
        var name = $"t{Guid.NewGuid():N}";
        await AdministerAsync($"CREATE DATABASE {name}{(Version >= 15 ? " STRATEGY FILE_COPY" : "")}");
        var lease = new PostgresDatabaseLease(this, name);
        if (sql.Length > 0)
            await lease.ExecuteAsync(sql);
        return lease;
    }

    /// <summary>Adds settings to the configuration file; the next start reads them.</summary>
    public void Configure(params string[] settings) =>
        File.AppendAllLines(Path.Combine(Data, "postgresql.conf"), settings);

    /// <summary>Restarts the server so that connections over TCP are encrypted, and all roles but the superuser show a certificate.</summary>
    public async Task RequireCertificatesAsync(Certificates certificates)
    {
        var (certificate, key) = certificates.Sign("localhost");
        await Shell.RunAsync("chmod", "600", key);
        if (Shell.AsServerUser.Length > 0)
            await Shell.RunAsync("chown", "postgres", certificate, key, certificates.Authority);
        Configure("ssl=on", $"ssl_cert_file='{certificate}'", $"ssl_key_file='{key}'", $"ssl_ca_file='{certificates.Authority}'");
        await File.WriteAllTextAsync(
            Path.Combine(Data, "pg_hba.conf"), "host all postgres 127.0.0.1/32 trust\nhostssl all all 127.0.0.1/32 cert\n");
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Starts the server again.</summary>
    public Task StartAsync()
    {
        // The shell outlives neither the server nor the end of our pipe to it, and cleans up when we were killed.
        _running = Shell.Start([.. Shell.AsServerUser, "sh", "-c",
            """
            exec 3<&0; "$1" -D "$2/data" >>"$2/log" 2>&1 & server=$!
            (cat >/dev/null; kill -QUIT $server 2>/dev/null) <&3 & exec 3<&-
            wait $server; [ -d "/proc/$3" ] || rm -rf "$2"
            """,
            "sh", Path.Combine(_programs, "postgres"), Folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        return WaitUntilReadyAsync();
    }

    /// <summary>Stops the server.</summary>
    /// <param name="mode"><c>fast</c>, or <c>immediate</c> for a crash.</param>
    public async Task StopAsync(string mode = "fast")
    {
        await Shell.RunAsync([.. Shell.AsServerUser, Path.Combine(_programs, "pg_ctl"), "stop", "-D", Data, "-m", mode, "-w"]);
        End();
    }

    /// <summary>Kills all processes of the server at once.</summary>
    public void Kill()
    {
        using var postmaster = Process.GetProcessById(ProcessId);
        postmaster.Kill(entireProcessTree: true);
        End();
    }

    /// <summary>Runs SQL that concerns all databases, as the superuser.</summary>
    internal async Task<object?> AdministerAsync(string sql)
    {
        await using var command = _databases.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Runs SQL as the superuser.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        // Nothing is read, so that the types of the database need not be either.
        await using var source = NpgsqlDataSource.Create(ConnectionTo(database) + ";Pooling=false;Server Compatibility Mode=NoTypeLoading");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (Started)
            Started.Remove(this);
        Dispose();
        return default;
    }

    private string Data => Path.Combine(Folder, "data");

    private void Dispose()
    {
        End();
        _databases.Dispose();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private void End()
    {
        if (_running is not { } running)
            return;
        _running = null;
        running.StandardInput.Close();
        running.WaitForExit();
        running.Dispose();
        _databases.Clear();
    }

    private async Task WaitUntilReadyAsync()
    {
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=5");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (deadline.Elapsed < TimeSpan.FromSeconds(60) && !_running!.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
            catch (NpgsqlException cause)
            {
                throw new InvalidOperationException(
                    $"PostgreSQL {Version} did not start:\n{await File.ReadAllTextAsync(Path.Combine(Folder, "log"), Encoding.UTF8)}", cause);
            }
        }
    }

    private static string FreshFolder()
    {
        var prefix = "rowgate-postgres-";
        return Memory.IsReady && Memory.AvailableFreeSpace > MemoryBytesMin
            ? Directory.CreateDirectory(Path.Combine(Memory.Name, $"{prefix}{Guid.NewGuid():N}")).FullName
            : Directory.CreateTempSubdirectory(prefix).FullName;
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
