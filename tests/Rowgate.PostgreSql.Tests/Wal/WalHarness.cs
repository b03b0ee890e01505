using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Servers;
using Rowgate.PostgreSql.Wal;

namespace Rowgate.PostgreSql.Tests.Wal;

/// <summary>A capture of a database from its log, read step by step as the capture loop does.</summary>
internal sealed class WalHarness : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-wal-");
    private readonly CancellationTokenSource _stop = new();
    private readonly PostgresOptions _options;
    private IAsyncEnumerator<IReadOnlyList<TransactionPart>>? _batches;

    public WalHarness(
        PostgresDatabaseLease database,
        Func<PostgresCaptureOptions, PostgresCaptureOptions>? adjust = null,
        string[]? schemas = null,
        string role = "postgres")
    {
        var capture = new PostgresCaptureOptions { SpoolFolder = _folder.FullName, Name = database.Name };
        _options = new()
        {
            ConnectionString = database.Server.ConnectionTo(database.Name, role),
            Schemas = [.. schemas ?? ["public"]],
            Capture = adjust?.Invoke(capture) ?? capture,
        };
        Source = new("main", _options, TimeProvider.System, NullLogger<WalChangeSource>.Instance);
    }

    public WalChangeSource Source { get; }

    public PostgresOptions Options => _options;

    public string Folder => _folder.FullName;

    /// <summary>False for a journal that gets nothing, so that the slot stays where it is.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>The last transaction read to its end.</summary>
    public SourcePosition Last { get; set; }

    /// <summary>Connects, and reads the first batch, which says that all is in place.</summary>
    public async Task StartAsync()
    {
        _batches = Source.ReadAsync(Last, _stop.Token).GetAsyncEnumerator(_stop.Token);
        Assert.True(await _batches.MoveNextAsync());
        Assert.Empty(_batches.Current);
    }

    /// <summary>Ends the connection; what is started next goes on where this ended.</summary>
    public async Task StopAsync()
    {
        await _batches!.DisposeAsync();
        _batches = null;
    }

    /// <summary>Reads until a condition on all that was read holds.</summary>
    public async Task<List<TransactionPart>> ReadUntilAsync(Func<List<TransactionPart>, bool> isEnough, int seconds = 30)
    {
        var parts = new List<TransactionPart>();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(seconds));
        await using var ending = timeout.Token.Register(_stop.Cancel);
        while (!isEnough(parts))
        {
            try
            {
                Assert.True(await _batches!.MoveNextAsync());
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"It did not come: there are {parts.Count} parts: {string.Join('\n', parts.SelectMany(part => part.Changes).TakeLast(10))}");
            }

            parts.AddRange(_batches.Current);
            if (_batches.Current.LastOrDefault(part => part.IsLast) is { } last)
            {
                Last = last.Transaction.Position;
                if (Acknowledges)
                    await Source.AcknowledgeAsync(Last, TestContext.Current.CancellationToken);
            }
        }

        return parts;
    }

    /// <summary>Reads whole transactions until there are some.</summary>
    public Task<List<TransactionPart>> ReadAsync(int transactions = 1) =>
        ReadUntilAsync(parts => parts.Count(part => part.IsLast) >= transactions);

    /// <summary>Reads all changes that are committed by now.</summary>
    public async Task<List<Change>> ReadAllAsync(PostgresDatabaseLease database)
    {
        var end = ulong.Parse(
            (await database.QueryAsync<string>("SELECT (pg_current_wal_insert_lsn() - '0/0')::text"))!,
            System.Globalization.CultureInfo.InvariantCulture);
        Source.Wake();
        return [.. (await ReadUntilAsync(_ => Source.Passed.Value >= end)).SelectMany(part => part.Changes)];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_batches is not null)
            await _batches.DisposeAsync();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }
}
