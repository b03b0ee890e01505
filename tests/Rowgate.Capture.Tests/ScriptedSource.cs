using System.Runtime.CompilerServices;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.Databases;

namespace Rowgate.Capture.Tests;

/// <summary>A source of numbered transactions that fails where it is told to.</summary>
internal sealed class ScriptedSource(int transactions, int partsEach = 1) : IChangeSource
{
    public static readonly TableShape Shape = new(new TableName("main", "t"), [new ShapeColumn("n", "INTEGER", ValueKind.Integer)], [0]);

    private readonly Queue<(ulong Position, int Part, Exception Fault)> _faults = new();

    public string Mode => "scripted";

    public bool CatchesUp { get; init; } = true;

    /// <summary>True when it says so before its first transaction.</summary>
    public bool StillLives { get; init; }

    public SourcePosition Passed { get; init; }

    /// <summary>The position of a gap; zero for none.</summary>
    public ulong GapAt { get; init; }

    public List<ulong> AskedAfter { get; } = [];

    public ulong Acknowledged { get; private set; }

    public ScriptedSource FailBefore(ulong position, int part, Exception fault)
    {
        _faults.Enqueue((position, part, fault));
        return this;
    }

    public async IAsyncEnumerable<IReadOnlyList<TransactionPart>> ReadAsync(
        SourcePosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        lock (AskedAfter)
            AskedAfter.Add(after.Value);
        yield return [];
        if (StillLives)
            yield return [];
        for (var position = after.Value + 1; position <= (ulong)transactions; position++)
        {
            for (var part = 0; part < partsEach; part++)
            {
                if (_faults.TryPeek(out var fault) && fault.Position == position && fault.Part == part)
                    throw _faults.Dequeue().Fault;
                yield return [Part(position, part)];
            }
        }

        if (CatchesUp)
            yield return [];
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    public ValueTask AcknowledgeAsync(SourcePosition durable, CancellationToken cancellationToken)
    {
        Acknowledged = durable.Value;
        return ValueTask.CompletedTask;
    }

    public void Wake()
    {
        // Nothing is waited for.
    }

    public ValueTask<CapturePreview> PreviewAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<string>> RemoveAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private TransactionPart Part(ulong position, int part) => new()
    {
        Transaction = new("main", $"{position}", new(position), TimeProvider.System.GetUtcNow()),
        Index = part,
        IsLast = part == partsEach - 1,
        Changes = [position == GapAt ? new CaptureGap("lost") : new RowInserted(Shape, RowImage.Of($"[{position}]"))],
    };
}
