// Hot path: bench/Postgres/PostgresPointRead
using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Databases;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Sessions;
using Rowgate.PostgreSql.Spooling;

namespace Rowgate.PostgreSql.Reading;

/// <summary>The rows of one read, as the server renders them.</summary>
/// <remarks>No connection is kept waiting for the caller: what is small is taken at once, and the rest of what is large goes to
/// <see cref="RestOfRows"/>. What the statement wants of the response is known at its end only; so the first rows of one that may
/// want something are not shown before the last one has come.</remarks>
internal sealed class PostgresRowStream : RowStream
{
    // A result that is no larger is not worth a task and a spool.
    private const int FirstBytes = 256 << 10;

    private readonly ReadRun _run;
    private readonly ReadStatement _statement;
    private readonly StatementCosts _costs;
    private readonly SpoolSpace _space;
    private readonly TimeProvider _time;
    private readonly RowFiller _first;
    private RestOfRows? _rest;
    private Refusal? _refusal;
    private bool _hasBegun;
    private bool _hasShownFirst;
    private bool _disposed;

    public PostgresRowStream(
        ReadRun run, ReadStatement statement, SnapshotMark? mark, StatementCosts costs, SpoolSpace space, TimeProvider time)
    {
        (_run, _statement, _costs, _space, _time) = (run, statement, costs, space, time);
        (Total, Mark) = (run.Total, mark);
        _first = new(run, statement);
    }

    /// <summary>Takes the first rows, which the first <see cref="NextAsync"/> shows then.</summary>
    /// <returns>Why there are none; null when there are, or when there is nothing to show.</returns>
    public async ValueTask<Refusal?> BeginAsync(CancellationToken cancellationToken)
    {
        _hasBegun = true;
        try
        {
            _refusal = await TakeFirstAsync(cancellationToken);
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause))
        {
            _refusal = _run.Refuse(cause, cancellationToken);
        }
        catch (RefusedException cause)
        {
            _refusal = cause.Refusal;
        }

        return _refusal;
    }

    /// <inheritdoc/>
    public override async ValueTask<Outcome<RowBatch>> NextAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_hasBegun)
            await BeginAsync(cancellationToken);
        if (_refusal is not null)
            return _refusal;
        if (!_hasShownFirst)
        {
            _hasShownFirst = true;
            return _first.Rows;
        }

        return _rest is null ? default(RowBatch) : await _rest.NextAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        _hasBegun = _hasShownFirst = true;
        if (_rest is not null)
            await _rest.DisposeAsync();
        _first.Dispose();
        await _run.DisposeAsync();
    }

    private async ValueTask<Refusal?> TakeFirstAsync(CancellationToken cancellationToken)
    {
        var begin = _time.GetTimestamp();
        if (!_run.IsStarted && await _run.StartAsync(cancellationToken) is { } refusal)
            return refusal;
        await _first.FillAsync(FirstBytes, cancellationToken);
        if (_first.IsFinished && await _run.EndAsync(cancellationToken) is { } notUnderstood)
            return notUnderstood;
        _costs.Note(
            _statement.Text, _time.GetElapsedTime(begin), _first.IsFinished ? _first.Rows.Json.Length : int.MaxValue, wasShared: false);
        if (!_first.IsFinished)
        {
            _rest = new(_run, _statement, _space);
            if (_statement.RunsCode && await _rest.WaitAsync(cancellationToken) is { } failed)
                return failed;
        }

        Response = _run.Wishes;
        return null;
    }
}
