using System.Buffers;
using Rowgate.Core.Errors;

namespace Rowgate.PostgreSql.Importing;

/// <summary>Reads a body line by line, or in the pieces in which it comes, with flat memory.</summary>
internal sealed class ImportBody(Stream body) : IDisposable
{
    /// <summary>How many bytes one line holds at most.</summary>
    public const int LineBytesMax = 16 << 20;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(64 << 10);
    private int _begin;
    private int _end;

    /// <summary>True when it could not be read to its end: what went wrong then is the client's, not the database's.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The next line without its line feed; null at the end. Valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> LineAsync(CancellationToken cancellationToken)
    {
        var looked = 0;
        while (true)
        {
            var place = _bytes.AsSpan(_begin + looked, _end - _begin - looked).IndexOf((byte)'\n');
            if (place >= 0)
            {
                var line = _bytes.AsMemory(_begin, looked + place);
                _begin += looked + place + 1;
                return Trim(line);
            }

            looked = _end - _begin;
            if (await FillAsync(cancellationToken))
                continue;
            if (looked == 0)
                return null;
            var last = _bytes.AsMemory(_begin, looked);
            _begin = _end;
            return Trim(last);
        }
    }

    /// <summary>Whatever has come by now; empty at the end. Valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PieceAsync(CancellationToken cancellationToken)
    {
        if (_begin == _end && !await FillAsync(cancellationToken))
            return default;
        var piece = _bytes.AsMemory(_begin, _end - _begin);
        _begin = _end;
        return piece;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line) => line.Span.EndsWith("\r"u8) ? line[..^1] : line;

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_begin > 0)
        {
            _bytes.AsSpan(_begin, _end - _begin).CopyTo(_bytes);
            (_begin, _end) = (0, _end - _begin);
        }

        if (_end == _bytes.Length)
        {
            if (_end >= LineBytesMax)
                throw new RefusedException(new(RefusalCode.BodyTooLarge, $"A line of the body is larger than {LineBytesMax} bytes"));
            var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            _bytes.AsSpan(0, _end).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        HasFailed = true;
        var read = await body.ReadAsync(_bytes.AsMemory(_end), cancellationToken);
        HasFailed = false;
        _end += read;
        return read > 0;
    }
}
