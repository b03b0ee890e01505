using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Reading;

/// <summary>The rows of a read that shared its connection: all of them are here.</summary>
internal sealed class SharedRows : RowStream
{
    private readonly SharedRead _read;
    private bool _isShown;

    public SharedRows(SharedRead read) => (_read, Total) = (read, read.Total);

    /// <inheritdoc/>
    public override ValueTask<Outcome<RowBatch>> NextAsync(CancellationToken cancellationToken)
    {
        var rows = _isShown ? default : _read.Rows;
        _isShown = true;
        return new(rows);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _read.Dispose();
        return default;
    }
}
