// Hot path: bench/Postgres/PostgresPointRead
using Npgsql;
using Rowgate.Core.Errors;
using Rowgate.Core.Values;
using Rowgate.Databases;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Sessions;

namespace Rowgate.PostgreSql.Reading;

/// <summary>One run of a read on a connection of its own.</summary>
/// <param name="sessions">The connections.</param>
/// <param name="session">On whose behalf.</param>
/// <param name="statement">What to run.</param>
/// <param name="connection">The connection.</param>
/// <param name="isPrepared">True when the connection's transaction has begun, and knows on whose behalf it works.</param>
internal sealed class ReadRun(
    PostgresSessions sessions, RequestSession session, ReadStatement statement, PooledConnection connection, bool isPrepared)
    : IAsyncDisposable
{
    private NpgsqlBatch? _batch;
    private NpgsqlDataReader? _reader;
    private bool _finished;
    private bool _hasFirst;
    private bool _disposed;

    /// <summary>The number of all rows; null when not asked for.</summary>
    public long? Total { get; private set; }

    /// <summary>What SQL wants of the response; null for nothing. Known at the end, when the statement runs code that may want
    /// something.</summary>
    public ResponseWishes? Wishes { get; private set; }

    /// <summary>True once the statement was sent.</summary>
    public bool IsStarted => _reader is not null || _finished;

    /// <summary>Sends the statement and reads up to its first row.</summary>
    /// <returns>Why it cannot be run; null when it runs.</returns>
    public async ValueTask<Refusal?> StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(cancellationToken);
            return null;
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause))
        {
            return Refuse(cause, cancellationToken);
        }
    }

    /// <summary>Adds the next row to a buffer.</summary>
    /// <returns>False at the end of the rows.</returns>
    public ValueTask<bool> ReadRowAsync(PooledBuffer output, CancellationToken cancellationToken)
    {
        if (_finished)
            return new(false);
        if (_hasFirst)
        {
            _hasFirst = false;
            Copy(output);
            return new(true);
        }

        var reading = _reader!.ReadAsync(cancellationToken);
        if (!reading.IsCompletedSuccessfully)
            return AwaitRowAsync(reading, output);
#pragma warning disable RS0030 // It is completed.
        return new(Take(reading.Result, output));
#pragma warning restore RS0030
    }

    /// <summary>Ends the run behind its last row, and gives its connection back.</summary>
    /// <returns>Why its rows must not be shown after all; null when they may.</returns>
    public async ValueTask<Refusal?> EndAsync(CancellationToken cancellationToken)
    {
        Refusal? refusal = null;
        if (statement.RunsCode)
        {
            await _reader!.NextResultAsync(cancellationToken);
            (Wishes, refusal) = await ResponseSettings.ReadAsync(_reader, cancellationToken);
        }

        await DisposeAsync();
        return refusal;
    }

    /// <summary>What an error means for the caller.</summary>
    public Refusal Refuse(Exception cause, CancellationToken cancellationToken)
    {
        _finished = true;
        HalfPrepared.Forget(cause);
        cancellationToken.ThrowIfCancellationRequested();
        return PostgresFaults.Refuse(cause, session.IsAnonymous);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            if (_reader is not null)
            {
                // The rest of a large result would have to be read only to be thrown away.
                if (!_finished)
                    await StatementStop.RunAsync(_batch!.Cancel);
                await _reader.DisposeAsync();
            }
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause) || cause is OperationCanceledException)
        {
            // It was stopped, as wanted.
        }
        finally
        {
            if (_batch is not null)
                await _batch.DisposeAsync();
            await connection.DisposeAsync();
        }
    }

    private async ValueTask OpenAsync(CancellationToken stop)
    {
        _batch = connection.Connection.CreateBatch();
        var leading = isPrepared ? default : sessions.Lead(_batch, session, SessionTerms.Read);
        if (statement.Estimate is { } estimate)
            _batch.BatchCommands.Add(estimate.ToCommand());
        _batch.BatchCommands.Add(statement.ToCommand());
        if (statement.RunsCode)
            _batch.BatchCommands.Add(new(ResponseSettings.Query));
        _reader = await _batch.ExecuteReaderAsync(stop);
        await leading.PassAsync(_reader, stop);
        (Total, var hasFirst) = await RowCounts.ReadAsync(_reader, statement, stop);
        if (statement.HasTotal)
            (_hasFirst, _finished) = (hasFirst, !hasFirst);
    }

    private async ValueTask<bool> AwaitRowAsync(Task<bool> reading, PooledBuffer output) => Take(await reading, output);

    private bool Take(bool hasRow, PooledBuffer output)
    {
        if (hasRow)
            Copy(output);
        else
            _finished = true;
        return hasRow;
    }

    private void Copy(PooledBuffer output) => ShownRows.Copy(_reader!, statement.HasTotal ? 1 : 0, output);
}
