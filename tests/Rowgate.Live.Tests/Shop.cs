using Rowgate.Access;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Grammar;
using Rowgate.Databases;
using Rowgate.Journal.Embedded;
using Rowgate.Live.Tests.PostgreSql;

namespace Rowgate.Live.Tests;

/// <summary>A shop in a real database with a real journal. What its history was at each place in the journal is known exactly.</summary>
internal abstract class Shop(LiveOptions? options) : IAsyncDisposable
{
    private long _changes;

    /// <summary>The same statements on every database.</summary>
    protected const string Tables = """
        CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers, status TEXT, total INTEGER);
        CREATE TABLE notes (text TEXT);
        CREATE VIEW open_orders AS SELECT * FROM orders WHERE status = 'open';
        INSERT INTO customers VALUES (1, 'ada'), (2, 'bob'), (3, 'cy');
        """;

    /// <summary>Quick to evaluate, and silent where nothing happens: what comes next is an event, however slow the machine is.</summary>
    public static LiveOptions Usual { get; } =
        new() { EvaluationIntervalMin = TimeSpan.FromMilliseconds(5), ProgressInterval = TimeSpan.FromHours(1) };

    public LiveOptions Options { get; } =
        (options ?? Usual) with { Queries = new BindOptions { AggregatesEnabled = true } };

    public abstract LiveQueries Live { get; }

    public abstract IDatabase Database { get; }

    public abstract EmbeddedJournal Journal { get; }

    /// <summary>The schema of the tables.</summary>
    public abstract string Schema { get; }

    /// <summary>The column that tells rows without a key apart.</summary>
    public abstract string RowId { get; }

    /// <summary>The SQL function that makes a JSON array.</summary>
    public abstract string ArrayFunction { get; }

    /// <summary>The state of the shop after each change.</summary>
    public History History { get; } = new();

    protected Lock CommitOrder { get; } = new();

    protected abstract string Begin { get; }

    /// <summary>The place in the journal at which the history begins.</summary>
    protected long First { get; set; }

    public static async Task<Shop> OpenAsync(ShopSource source, LiveOptions? options = null) => source switch
    {
        ShopSource.Sqlite => new SqliteShop(options),
        _ => await CapturedShop.StartAsync(source, options),
    };

    /// <summary>The place behind so many changes.</summary>
    public JournalOffset Offset(long changes) => new(First + changes);

    /// <summary>How many changes a place is behind.</summary>
    public long? ChangesAt(JournalOffset? offset) => offset?.Value - First;

    /// <summary>The state at a place in the journal.</summary>
    public ShopState At(JournalOffset offset) => History.At(new(offset.Value - First));

    public LiveRequest Request(string text, JournalOffset? from = null)
    {
        var parsed = QueryParser.ParseRelation(text).Value!;
        return new(Caller.Anonymous, new(Schema, parsed.Relation), parsed.Query, from);
    }

    /// <summary>Commits a transaction, which is captured soon.</summary>
    public void Commit(Action<ShopTransaction> work)
    {
        lock (CommitOrder)
        {
            var transaction = new ShopTransaction(this);
            Execute(Begin);
            work(transaction);
            _changes += transaction.Changes.Count;
            Commit(transaction.Changes);
        }
    }

    /// <summary>Waits until everything committed so far was matched.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (Live.Offset < Offset(_changes))
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, deadline.Token);
    }

    public async Task<LiveQuery> FollowAsync(string text, JournalOffset? from, CancellationToken cancellationToken)
    {
        var opened = await Live.OpenAsync(Request(text, from), cancellationToken);
        Assert.True(opened.Accepted, $"{opened.Refusal?.Message} {opened.Refusal?.Details}");
        return opened.Value;
    }

    /// <summary>What the query answers in one read.</summary>
    public async Task<List<string>> ReadAsync(string text, CancellationToken cancellationToken)
    {
        var request = Request(text);
        var plan = QueryBinder.Bind(Database.Catalog, request.Relation, request.Query, Options.Queries).Value!;
        await using var rows = (await Database.ReadAsync(plan, default, RequestSession.Own, cancellationToken)).Value!;
        List<string> all = [];
        while ((await rows.NextAsync(cancellationToken)).Value is { Count: > 0 } batch)
            all.AddRange(Enumerable.Range(0, batch.Count).Select(i => System.Text.Encoding.UTF8.GetString(batch[i].Span)));
        return all;
    }

    /// <summary>Runs statements in the transaction.</summary>
    public abstract void Execute(string sql);

    /// <summary>Asks for one text in the transaction; null for no row.</summary>
    public abstract string? Query(string sql);

    /// <summary>Stops everything but the database, and starts it again.</summary>
    public abstract Task RestartAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>Ends a transaction that made these changes.</summary>
    protected abstract void Commit(List<Change> changes);
}
