using System.Collections.Concurrent;

namespace Rowgate.Journal.Embedded;

/// <summary>Connections for reading, taken for one step at a time, so that a thousand waiting readers hold none.</summary>
internal sealed class ReaderPool(string directory, StoredShapes shapes) : IDisposable
{
    private const int IdleMax = 8;

    private readonly ConcurrentBag<BatchReader> _idle = [];
    private volatile bool _isClosed;

    /// <summary>Runs one step on a free reader, or on a new one.</summary>
    public T With<T>(Func<BatchReader, T> step)
    {
        ObjectDisposedException.ThrowIf(_isClosed, typeof(EmbeddedJournal));
        if (!_idle.TryTake(out var reader))
            reader = new(JournalFile.OpenReader(directory), shapes);
        try
        {
            return step(reader);
        }
        finally
        {
            GiveBack(reader);
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var reader))
            reader.Dispose();
    }

    private void GiveBack(BatchReader reader)
    {
        if (_isClosed || _idle.Count >= IdleMax)
            reader.Dispose();
        else
            _idle.Add(reader);

        // Closed between the question and the answer.
        if (_isClosed && _idle.TryTake(out var late))
            late.Dispose();
    }
}
