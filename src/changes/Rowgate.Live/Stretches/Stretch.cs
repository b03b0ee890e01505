using Rowgate.Core.Errors;

namespace Rowgate.Live.Stretches;

/// <summary>A run of a live query between two bindings: from a snapshot or an offset until the query must be bound again.</summary>
internal abstract class Stretch : IAsyncDisposable
{
    /// <summary>Why there are no more events; meaningful when <see cref="ReadAsync"/> ended.</summary>
    public StretchEnd End { get; protected set; }

    /// <summary>Why the query cannot go on; only with <see cref="StretchEnd.Refused"/>.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>The events, in order. To be read once.</summary>
    public abstract IAsyncEnumerable<LiveEvent> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Ends to follow.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>Ends with a refusal.</summary>
    protected void Refuse(Refusal refusal)
    {
        Refusal = refusal;
        End = StretchEnd.Refused;
    }
}
