// Hot path: bench/Postgres/PostgresBackfill
using Npgsql;
using Rowgate.Core.Errors;
using Rowgate.Core.Values;
using Rowgate.Databases;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Sessions;
using Rowgate.PostgreSql.Values;

namespace Rowgate.PostgreSql.Reading;

/// <summary>Rows as row images, made of what COPY sends: the cheapest text that the server has.</summary>
/// <param name="copy">What a COPY … TO STDOUT gives.</param>
/// <param name="connection">Its connection, whose session prints as the writers expect; belongs to the stream.</param>
/// <param name="writer">Writes the rows.</param>
/// <param name="writers">What the writer is from.</param>
internal sealed class CopiedRows(NpgsqlCopyTextReader copy, PooledConnection connection, CopyRowWriter writer, CopyWriters writers)
    : RowStream
{
    private const int BatchBytes = 64 << 10;

    private readonly PooledBuffer _images = new(2 * BatchBytes);
    private byte[] _text = new byte[2 * BatchBytes];
    private int _length;
    private int[] _ends = new int[1024];
    private bool _finished;

    /// <inheritdoc/>
    public override async ValueTask<Outcome<RowBatch>> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            var end = -1;
            while (!_finished && (_length < BatchBytes || end < 0))
            {
                var read = await copy.BaseStream.ReadAsync(Room(), cancellationToken);
                _finished = read == 0;
                var last = _text.AsSpan(_length, read).LastIndexOf((byte)'\n');
                if (last >= 0)
                    end = _length + last;
                _length += read;
            }

            return end < 0 ? default(RowBatch) : Write(end + 1);
        }
        catch (StaleTypeException)
        {
            writers.Forget();
            return new Refusal(RefusalCode.NotReady, "A type of the table was altered while its rows were read", Hint: "Read them again.");
        }
        catch (RefusedException cause)
        {
            return cause.Refusal;
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _finished = true;
            return PostgresFaults.Refuse(cause, isAnonymous: false);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (!_finished)
                await StatementStop.RunAsync(copy.Cancel);
            await copy.DisposeAsync();
        }
        catch (Exception cause) when (PostgresFaults.IsKnown(cause) || cause is OperationCanceledException)
        {
            // It was stopped, as wanted.
        }

        _images.Dispose();
        await connection.DisposeAsync();
    }

    // Never none, which would look like the end: a row is shorter than a gigabyte, and what is in front of it short.
    private Memory<byte> Room()
    {
        if (_length == _text.Length)
            Array.Resize(ref _text, (int)Math.Min(Array.MaxLength, _text.Length * 2L));
        return _text.AsMemory(_length);
    }

    // Writes whole rows, and keeps what has come of the next.
    private RowBatch Write(int length)
    {
        _images.Clear();
        var count = 0;
        for (var at = 0; at < length;)
        {
            if (count == _ends.Length)
                Array.Resize(ref _ends, count * 2);
            if (count > 0)
                _images.Add((byte)',');
            at += writer.Write(_text.AsSpan(at, length - at), _images);
            _ends[count++] = _images.Length;
        }

        _text.AsSpan(length, _length - length).CopyTo(_text);
        _length -= length;
        return new(_images.Written, _ends.AsMemory(0, count));
    }
}
