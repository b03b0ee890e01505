using Rowgate.Core.Positions;

namespace Rowgate.Live.Following;

/// <summary>Wants to know that a table changed, but not how.</summary>
/// <param name="scope">Which tables.</param>
internal abstract class TableListener(TableScope scope)
{
    /// <summary>Which tables.</summary>
    public TableScope Scope => scope;

    /// <summary>One of the tables changed.</summary>
    /// <param name="end">The place in the journal behind the change, or further on in its transaction.</param>
    public abstract void Touch(JournalOffset end);

    /// <summary>One of the tables has another shape, or what happened to it is not known.</summary>
    public abstract void Restart();

    /// <summary>What the caller may read may have changed without a change of the tables.</summary>
    public virtual void Recheck()
    {
        // Only those who keep rows need to look.
    }

    /// <summary>Tells followers that have waited long how far the journal was followed.</summary>
    /// <param name="progress">The event.</param>
    /// <param name="idleTicks">How many ticks are long.</param>
    public abstract void Tick(LiveEvent progress, int idleTicks);
}
