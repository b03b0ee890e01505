using System.Collections.Immutable;
using Rowgate.Core.Positions;

namespace Rowgate.Journal;

/// <summary>The epochs of a journal: one begins each time that it is opened to append, with a name of its own.</summary>
/// <remarks>
/// A journal that is put back from a copy comes to the same offsets again, with other changes. The copy does not know how far the
/// original came, but it knows that nothing was added in its last epoch: whoever comes with a later offset of that
/// epoch has it from the original.
/// </remarks>
/// <param name="epochs">The names, and where each began; the oldest first, one at least.</param>
public sealed class JournalEpochs(ImmutableArray<(string Name, JournalOffset First)> epochs)
{
    /// <summary>An offset of this journal as it is given to clients.</summary>
    public ResumeId IdOf(JournalOffset offset)
    {
        var i = epochs.Length - 1;
        while (i > 0 && epochs[i].First > offset)
            i--;
        return new(offset, epochs[i].Name);
    }

    /// <summary>True when this journal has given, or will give, this offset in this epoch.</summary>
    public bool Has(ResumeId id)
    {
        for (var i = 0; i < epochs.Length; i++)
        {
            if (epochs[i].Name == id.Epoch)
                return id.Offset >= epochs[i].First && (i == epochs.Length - 1 || id.Offset <= epochs[i + 1].First);
        }

        return false;
    }
}
