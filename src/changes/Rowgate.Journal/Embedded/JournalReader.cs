using System.Runtime.CompilerServices;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;

namespace Rowgate.Journal.Embedded;

/// <summary>Reads an embedded journal beside the process that appends to it. Safe for several threads.</summary>
public sealed class JournalReader : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private readonly StoredShapes _shapes = new();
    private readonly ReaderPool _readers;
    private readonly string _directory;
    private readonly TimeProvider _time;

    internal JournalReader(string directory, TimeProvider time)
    {
        _directory = directory;
        _time = time;
        _readers = new(directory, _shapes);

        // Fails here and not later when there is nothing to read.
        _readers.With(reader => reader.Extent());
    }

    /// <summary>The oldest offset that is held now.</summary>
    public JournalOffset Start => _readers.With(reader => reader.Extent()).Start;

    /// <summary>The offset behind the last whole transaction that is durable now.</summary>
    public JournalOffset End => _readers.With(reader => reader.Extent()).End;

    /// <summary>Reads batches forward, and waits for more at the end by looking every 50 milliseconds.</summary>
    /// <param name="from">The first offset wanted; at most <see cref="End"/>.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Parts in order, without gaps.</returns>
    /// <exception cref="OffsetExpiredException">The offset is no longer held.</exception>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async IAsyncEnumerable<IReadOnlyList<TransactionPart>> ReadAsync(
        JournalOffset from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A connection of its own: the data version tells only of commits since the same connection last looked.
        using var reader = new BatchReader(JournalFile.OpenReader(_directory), _shapes);
        var (start, end) = reader.Extent();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, end);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (from < start)
                throw new OffsetExpiredException(from, start);
            if (from < end)
            {
                var parts = reader.Read(from, end);
                yield return parts;
                from = parts[^1].End;
                continue;
            }

            var version = reader.DataVersion;
            (start, end) = reader.Extent();
            while (from == end && reader.DataVersion == version)
                await Task.Delay(LookInterval, _time, cancellationToken);
            (start, end) = reader.Extent();
        }
    }

    /// <summary>The offset of the first transaction committed at or after this time; <see cref="End"/> when there is none.</summary>
    public JournalOffset Find(DateTimeOffset time) => _readers.With(reader =>
    {
        var end = reader.Extent().End;
        return reader.Find(time, end) ?? end;
    });

    /// <summary>Closes the file.</summary>
    public void Dispose() => _readers.Dispose();
}
