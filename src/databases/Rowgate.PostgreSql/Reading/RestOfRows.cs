using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Spooling;

namespace Rowgate.PostgreSql.Reading;

/// <summary>The rows behind the first ones of a large result.</summary>
/// <remarks>They are taken from the connection as fast as the server gives them, whatever the caller does meanwhile: a slow client
/// neither holds a connection and what is locked there, nor does its time count against the statement's.</remarks>
internal sealed class RestOfRows : IAsyncDisposable
{
    private const int PartBytes = 64 << 10;

    private readonly RowSpool _spool;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<Refusal?> _filling;

    /// <summary>Begins to take them.</summary>
    public RestOfRows(ReadRun run, ReadStatement statement, SpoolSpace space)
    {
        _spool = new(space);
        _filling = Task.Run(() => FillAsync(run, statement, _stop.Token));
    }

    /// <summary>Waits until all of them are here, so that it is known how the statement ended; or until there is no room for more.</summary>
    /// <returns>Why the statement failed; null when it did not, as far as is known.</returns>
    public async ValueTask<Refusal?> WaitAsync(CancellationToken cancellationToken)
    {
        var first = await Task.WhenAny(_filling, _spool.Full).WaitAsync(cancellationToken);
        return first == _filling ? await _filling : null;
    }

    /// <summary>The next of them.</summary>
    /// <returns>Rows, valid until the next call; none at the end; or why there are no more.</returns>
    public async ValueTask<Outcome<RowBatch>> NextAsync(CancellationToken cancellationToken)
    {
        var rows = await _spool.TakeAsync(cancellationToken);
        if (rows.Count == 0 && await _filling is { } refusal)
            return refusal;
        return rows;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_filling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _spool.DisposeAsync();
        _stop.Dispose();
    }

    private async Task<Refusal?> FillAsync(ReadRun run, ReadStatement statement, CancellationToken stop)
    {
        using var filler = new RowFiller(run, statement, hasBegun: true);
        try
        {
            while (!filler.IsFinished)
            {
                await filler.FillAsync(PartBytes, stop);
                if (filler.Rows.Count > 0)
                    await _spool.AddAsync(filler.Rows, stop);
            }

            return await run.EndAsync(stop);
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause))
        {
            return run.Refuse(cause, stop);
        }
        catch (RefusedException cause)
        {
            return cause.Refusal;
        }
        finally
        {
            _spool.End();
        }
    }
}
