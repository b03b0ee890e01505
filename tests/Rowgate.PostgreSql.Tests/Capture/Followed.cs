using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests.Capture;

/// <summary>A change source that is being read, for tests.</summary>
internal sealed class Followed : IAsyncDisposable
{
    private readonly IAsyncEnumerator<IReadOnlyList<TransactionPart>> _batches;
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private Followed(IChangeSource source, SourcePosition after, int seconds)
    {
        Source = source;
        _stop.CancelAfter(TimeSpan.FromSeconds(seconds));
        _batches = source.ReadAsync(after, _stop.Token).GetAsyncEnumerator(_stop.Token);
    }

    public IChangeSource Source { get; }

    public List<TransactionPart> Parts { get; } = [];

    /// <summary>Starts to follow; everything is in place at return.</summary>
    public static async Task<Followed> StartAsync(IChangeSource source, SourcePosition after = default, int seconds = 60)
    {
        var followed = new Followed(source, after, seconds);
        Assert.True(await followed._batches.MoveNextAsync());
        Assert.Empty(followed._batches.Current);
        return followed;
    }

    /// <summary>Reads on until this many transactions were told.</summary>
    public async Task<List<TransactionPart>> UntilAsync(Func<List<TransactionPart>, bool> enough)
    {
        while (!enough(Parts))
        {
            Assert.True(await _batches.MoveNextAsync());
            Parts.AddRange(_batches.Current);
        }

        return Parts;
    }

    /// <summary>Reads on until the source has told everything that is committed by now.</summary>
    public async Task<List<TransactionPart>> DrainAsync(ulong place)
    {
        while (Source.Passed.Value < place)
        {
            Source.Wake();
            Assert.True(await _batches.MoveNextAsync());
            Parts.AddRange(_batches.Current);
        }

        return Parts;
    }

    /// <summary>The changes of all rows as text, in order; schema changes left out.</summary>
    public IEnumerable<string> Rows => Parts.SelectMany(part => part.Changes).Where(change => change is not SchemaChanged).Select(change => change switch
    {
        RowInserted insert => $"+{insert.Shape.Table} {insert.After}",
        RowUpdated update => $"~{update.Shape.Table} {update.Before} {update.After}",
        RowDeleted delete => $"-{delete.Shape.Table} {delete.Before}",
        RowRead read => $"={read.Shape.Table} {read.After}",
        TableTruncated truncate => $"!{truncate.Shape.Table}",
        _ => change.GetType().Name,
    });

    public static PostgresOptions Options(PostgresDatabaseLease database, string? user = null) => new()
    {
        ConnectionString = user is null ? database.ConnectionString : database.Server.ConnectionTo(database.Name, user),
        Capture = new() { SpoolFolder = Path.GetTempPath(), Mode = CaptureMode.Trigger },
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _batches.DisposeAsync();
        _stop.Dispose();
        await Source.DisposeAsync();
    }
}
