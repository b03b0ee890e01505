using Npgsql;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.Journal.Embedded;
using Rowgate.PostgreSql.Configuration;

namespace Rowgate.Live.Tests.PostgreSql;

/// <summary>A shop in PostgreSQL, with the capture of the product.</summary>
internal sealed class CapturedShop : Shop
{
    private readonly NpgsqlConnection _writer;
    private PostgresShop _postgres;

    private CapturedShop(PostgresShop postgres, LiveOptions? options)
        : base(options)
    {
        _postgres = postgres;
        _writer = new(postgres.Lease.ConnectionString + ";Pooling=false");
        _writer.Open();
    }

    public override LiveQueries Live => _postgres.Live;

    public override IDatabase Database => _postgres.Database;

    public override EmbeddedJournal Journal => _postgres.Journal;

    public override string Schema => "public";

    public override string RowId => "ctid";

    public override string ArrayFunction => "json_build_array";

    protected override string Begin => "BEGIN";

    public static async Task<CapturedShop> StartAsync(ShopSource source, LiveOptions? options)
    {
        var postgres = await PostgresShop.StartAsync(
            source == ShopSource.Wal18 ? 18 : 15,
            Tables + "CREATE TABLE probes (id int);",
            options ?? Usual,
            source == ShopSource.Trigger15 ? CaptureMode.Trigger : CaptureMode.Wal);
        var shop = new CapturedShop(postgres, options);
        await shop.FindFirstAsync();
        return shop;
    }

    public override void Execute(string sql)
    {
        using var command = new NpgsqlCommand(sql, _writer);
        command.ExecuteNonQuery();
    }

    public override string? Query(string sql)
    {
        using var command = new NpgsqlCommand(sql, _writer);
        return command.ExecuteScalar() as string;
    }

    public override async Task RestartAsync() => _postgres = await _postgres.RestartAsync();

    public override async ValueTask DisposeAsync()
    {
        // A test that failed may still have writers at work.
        lock (CommitOrder)
            _writer.Dispose();
        await _postgres.DisposeAsync();
    }

    protected override void Commit(List<Change> changes)
    {
        // Before anybody can see it.
        History.Add(changes);
        Execute("COMMIT");
    }

    // Capture tells first what tables there are.
    private async Task FindFirstAsync()
    {
        await _postgres.Lease.ExecuteAsync("INSERT INTO probes VALUES (1)");
        await foreach (var batch in Journal.ReadAsync(JournalOffset.Start, TestContext.Current.CancellationToken))
        {
            foreach (var part in batch)
            {
                if (part.Changes.Any(change => change is RowInserted { Shape.Table.Name: "probes" }))
                {
                    First = part.End.Value;
                    await SettleAsync(TestContext.Current.CancellationToken);
                    return;
                }
            }
        }
    }
}
