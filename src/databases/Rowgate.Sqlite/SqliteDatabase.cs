using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.Sqlite.Catalog;
using Rowgate.Sqlite.Connections;
using Rowgate.Sqlite.Reading;
using Rowgate.Sqlite.Rules;
using Rowgate.Sqlite.Writing;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite;

/// <summary>An SQLite file behind the gate: one connection that writes, a bounded number that read.</summary>
/// <remarks>The file is switched to WAL mode when it can be written, so that readers and the writer do not wait for each
/// other. A file that cannot be written is served all the same; writes are then refused with 25006.</remarks>
public sealed class SqliteDatabase : IDatabase
{
    private readonly DatabaseFile _file;
    private readonly ReaderPool _readers;
    private readonly Writer _writer;
    private readonly Lock _refresh = new();
    private volatile SqliteSchema _schema;

    private SqliteDatabase(DatabaseFile file, SqliteSchema schema)
    {
        _file = file;
        _schema = schema;
        _readers = new(file, ReaderPool.DefaultSize);
        _writer = new(file);
    }

    /// <summary>Told after each of our own commits, so that capture need not wait to notice it. Called on the writer's path: be quick.</summary>
    public event EventHandler? Committed;

    /// <inheritdoc/>
    public string Product => $"SQLite {SqliteLibrary.Version}";

    /// <inheritdoc/>
    public ImmutableArray<string> Schemas { get; } = [SqliteSchema.Main];

    /// <inheritdoc/>
    public DatabaseCatalog Catalog => _schema.Catalog;

    /// <inheritdoc/>
    public Refusal? WhyNotReady => null;

    /// <inheritdoc/>
    public ValueRules Rules => SqliteRules.Instance;

    /// <summary>The file, in full.</summary>
    public string Path => _file.Path;

    /// <summary>True when the file cannot be written.</summary>
    public bool IsReadOnly => _file.IsReadOnly;

    /// <summary>SQLite's journal mode of the file: <c>wal</c>, unless it is read-only or its file system has no shared memory.</summary>
    public string JournalMode => _file.JournalMode;

    internal Writer Writer => _writer;

    internal ReaderPool Readers => _readers;

    /// <summary>Opens a file that exists, and reads its schema.</summary>
    /// <exception cref="DatabaseException">It is missing, cannot be read, or is not a database.</exception>
    public static SqliteDatabase Open(string path)
    {
        var file = DatabaseFile.Open(path);
        try
        {
            using var connection = file.ConnectReader();
            return new(file, SchemaReader.Read(connection));
        }
        catch (SqliteException cause)
        {
            throw SqliteFaults.Fault(cause, file.Path);
        }
    }

    /// <inheritdoc/>
    public bool Renders(RowRendering rendering) => rendering == RowRendering.Json;

    /// <inheritdoc/>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var rented = await _readers.RentAsync(cancellationToken);
        if (rented.Value is not { } connection)
            throw new DatabaseException(rented.Refusal!.Message, "It is tried again.", isTransient: true);
        try
        {
            return Refresh(connection);
        }
        catch (SqliteException cause)
        {
            throw SqliteFaults.Fault(cause, _file.Path);
        }
        finally
        {
            _readers.Return(connection);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<RowStream>> ReadAsync(
        ReadPlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken)
    {
        var node = ReadCompiler.Compile(plan);
        if (!node.Accepted)
            return node.Refusal;
        var count = options.Count != CountMethod.None ? ReadCompiler.CompileCount(plan) : default;
        var connection = await _readers.RentAsync(cancellationToken);
        if (!connection.Accepted)
            return connection.Refusal;
        var reading = new ReadSession(_readers, connection.Value, RefreshSoon);
        try
        {
            return Start(plan, node.Value, options, count.Value, reading, cancellationToken);
        }
        catch (SqliteException cause)
        {
            node.Value.Detach();
            reading.Dispose();
            return reading.Refuse(cause, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<WriteResult>> WriteAsync(
        WritePlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken)
    {
        var refusal = IsReadOnly
            ? new Refusal(RefusalCode.ReadOnly, $"cannot write \"{plan.Target.Name.Name}\": the database file is read-only")
            : WriteCheck.Refuse(plan);
        if (refusal is not null)
            return refusal;
        var outcome = await _writer.RunAsync(
            connection => new WriteTransaction(connection, _schema, plan, _readers.WorkMax).Run(cancellationToken), cancellationToken);
        if (outcome.Accepted && !plan.IsRolledBack)
            Committed?.Invoke(this, EventArgs.Empty);
        else if (outcome.Refusal is { Code: var code } && (code == RefusalCode.ColumnNotFound || code == RefusalCode.RelationNotFound))
            RefreshSoon();
        return outcome;
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<RowStream>> CallAsync(
        CallPlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken) =>
        throw new NotSupportedException("SQLite has no functions that can be called: the catalog lists none.");

    /// <inheritdoc/>
    public ValueTask<Outcome<WriteResult>> ImportAsync(
        ImportPlan plan, Stream rows, RequestSession session, CancellationToken cancellationToken) =>
        new(new Refusal(RefusalCode.NotSupported, "SQLite does not import from a stream", Hint: "Send a JSON array."));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _readers.Dispose();
    }

    private static SqliteRowStream Start(
        ReadPlan plan, ReadNode node, ReadOptions options, ReadNode? count, ReadSession session, CancellationToken cancellationToken)
    {
        using var interrupt = session.InterruptOn(cancellationToken);
        if (options.WithMark || options.Count != CountMethod.None || plan.Embeds.Any())
            session.Begin();
        var mark = options.WithMark ? session.Mark() : null;
        long? total = count is null ? null : session.Count(count);
        node.Attach(session.Connection);
        return new(node, session, total, mark);
    }

    // One at a time: a slower reader of an older schema must not put it over a newer one.
    private bool Refresh(SqliteConnection connection)
    {
        lock (_refresh)
        {
            if (SchemaReader.VersionOf(connection) == _schema.Catalog.Version)
                return false;
            _schema = SchemaReader.Read(connection);
            return true;
        }
    }

    // The statement's caller is told at once; whoever asks next gets the new catalog.
    private void RefreshSoon()
    {
        try
        {
            using var connection = _file.ConnectReader();
            Refresh(connection);
        }
        catch (SqliteException)
        {
            // The old catalog stays; whoever refreshes next is told what is wrong.
        }
    }
}
