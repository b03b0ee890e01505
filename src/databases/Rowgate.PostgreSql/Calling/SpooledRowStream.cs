using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.PostgreSql.Spooling;

namespace Rowgate.PostgreSql.Calling;

/// <summary>The rows of a call that has ended.</summary>
internal sealed class SpooledRowStream : RowStream
{
    private readonly RowSpool _rows;
    private bool _disposed;

    public SpooledRowStream(RowSpool rows, long? total, ResponseWishes? response)
    {
        _rows = rows;
        (Total, Response) = (total, response);
    }

    /// <inheritdoc/>
    public override async ValueTask<Outcome<RowBatch>> NextAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _rows.TakeAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _rows.DisposeAsync();
    }
}
