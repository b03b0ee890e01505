using Npgsql;

namespace Rowgate.PostgreSql.Importing;

/// <summary>Comma-separated values on their way into COPY.</summary>
/// <remarks>
/// Before PostgreSQL 18, a line that is only <c>\.</c> ends the data, quoted or not, and whatever follows is dropped without a
/// word. Quotes around those two characters keep the server from seeing it, and mean the same: outside of quotes they quote
/// the value, inside of quotes they end the quoted part and begin it again.
/// Source: https://www.postgresql.org/docs/17/sql-copy.html
/// </remarks>
internal sealed class CopyOutput(NpgsqlRawCopyStream output) : IRowOutput
{
    private static readonly byte[] Marker = [.. "\\."u8];
    private static readonly byte[] Quoted = [.. "\"\\.\""u8];

    private bool _isLineStart = true;

    // How much of the marker has come at the start of a line, and was not sent yet.
    private int _held;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        var start = 0;
        var place = 0;
        while (place < piece.Length)
        {
            var value = piece.Span[place];
            if (_held == 1 && value == '.')
            {
                _held = 2;
                start = ++place;
            }
            else if (_held > 0)
            {
                await ReleaseAsync(isWhole: _held == 2 && value is (byte)'\n' or (byte)'\r', cancellationToken);
            }
            else if (_isLineStart && value == '\\')
            {
                await output.WriteAsync(piece[start..place], cancellationToken);
                (_isLineStart, _held) = (false, 1);
                start = ++place;
            }
            else
            {
                var end = piece.Span[place..].IndexOfAny((byte)'\n', (byte)'\r');
                _isLineStart = end >= 0;
                place = end < 0 ? piece.Length : place + end + 1;
            }
        }

        if (start < piece.Length)
            await output.WriteAsync(piece[start..], cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (_held > 0)
            await ReleaseAsync(isWhole: _held == 2, cancellationToken);
        await output.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask CancelAsync() => await output.CancelAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => output.DisposeAsync();

    private async ValueTask ReleaseAsync(bool isWhole, CancellationToken cancellationToken)
    {
        await output.WriteAsync(isWhole ? Quoted : Marker.AsMemory(0, _held), cancellationToken);
        _held = 0;
    }
}
