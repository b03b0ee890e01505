using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.Sqlite.Connections;
using Rowgate.SqliteEngine;
using SQLitePCL;

namespace Rowgate.Sqlite.Reading;

/// <summary>A connection lent to one read, and the transaction around it when the read has more than one statement.</summary>
/// <param name="pool">Where the connection goes back to.</param>
/// <param name="connection">The connection.</param>
/// <param name="schemaMoved">Told when a statement failed because the schema is another one now.</param>
internal sealed class ReadSession(ReaderPool pool, SqliteConnection connection, Action schemaMoved) : IDisposable
{
    private bool _inTransaction;

    public SqliteConnection Connection => connection;

    /// <summary>Makes all that follows see one snapshot.</summary>
    public void Begin()
    {
        connection.Execute("BEGIN");
        _inTransaction = true;
    }

    /// <summary>Which transactions the snapshot shows; null when the source is not captured.</summary>
    public SnapshotMark? Mark() => CaptureHead.Last(connection) is { } last ? new LinearMark(last) : null;

    /// <summary>Runs the one statement that counts.</summary>
    public long Count(ReadNode count)
    {
        count.Attach(connection);
        try
        {
            count.Start();
            count.Step();
            return count.Integer(0);
        }
        finally
        {
            // A statement left behind would be finalized by the garbage collector, beside whoever has the connection then.
            count.Detach();
        }
    }

    /// <summary>Stops the running statement when the token is cancelled, until disposed, or when it works for too long.</summary>
    public CancellationTokenRegistration InterruptOn(CancellationToken cancellationToken)
    {
        connection.StopAfter(pool.WorkMax);
        return cancellationToken.UnsafeRegister(static state => ((SqliteConnection)state!).Interrupt(), connection);
    }

    /// <summary>What a failed statement means for the caller.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="DatabaseException">The file is in trouble.</exception>
    public Refusal Refuse(SqliteException cause, CancellationToken cancellationToken)
    {
        if (cause.Code == raw.SQLITE_INTERRUPT)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (connection.IsOverdue)
                return SqliteFaults.TookTooLong;
        }

        if (SqliteFaults.IsSchemaMoved(cause))
            schemaMoved();
        return SqliteFaults.Refuse(cause) ?? throw SqliteFaults.Fault(cause, connection.Path);
    }

    public void Dispose()
    {
        try
        {
            connection.StopAfter(Timeout.InfiniteTimeSpan);
            if (_inTransaction && !connection.IsAutoCommit)
                connection.Execute("COMMIT");
        }
        finally
        {
            pool.Return(connection);
        }
    }
}
