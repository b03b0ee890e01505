using Rowgate.Core.Changes;

namespace Rowgate.PostgreSql.Wal.Transactions;

/// <summary>A transaction whose end has not been read.</summary>
/// <param name="Id">Its 32-bit id.</param>
internal sealed record OpenTransaction(uint Id) : IDisposable
{
    // Most transactions have neither.
    private List<(uint Subtransaction, Actor Actor)>? _actors;
    private HashSet<uint>? _aborted;

    /// <summary>The changes that were decoded already: all, or those before what is spooled.</summary>
    public List<Change> Changes { get; } = [];

    /// <summary>What waits on disk; null when nothing.</summary>
    public SpoolFile? Spool { get; private set; }

    /// <summary>What decodes the changes that go to disk; null when none do.</summary>
    public EarlyDecoder? Early { get; private set; }

    /// <summary>The replication origin; null for local work.</summary>
    public string? Origin { get; set; }

    /// <summary>True when the journal has it already.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>Who made it; null when unknown.</summary>
    public Actor? Actor
    {
        get
        {
            foreach (var (subtransaction, actor) in _actors ?? [])
            {
                if (!IsAborted(subtransaction))
                    return actor;
            }

            return null;
        }
    }

    /// <summary>Somebody said who made it.</summary>
    public void AddActor(uint subtransaction, Actor actor)
    {
        // The gate says it once; a limit holds for who else does.
        _actors ??= [];
        if (_actors.Count < 64)
            _actors.Add((subtransaction, actor));
    }

    /// <summary>A subtransaction was rolled back.</summary>
    public void Abort(uint subtransaction) => (_aborted ??= []).Add(subtransaction);

    /// <summary>True when it was rolled back.</summary>
    public bool IsAborted(uint subtransaction) => _aborted?.Contains(subtransaction) == true;

    /// <summary>Further changes go to disk.</summary>
    public void SpoolTo(SpoolFile file, EarlyDecoder early) => (Spool, Early) = (file, early);

    /// <inheritdoc/>
    public void Dispose()
    {
        Spool?.Dispose();
        Early?.Dispose();
    }
}
