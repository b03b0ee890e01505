// Hot path: bench/Fanout
using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Live.Events;

namespace Rowgate.Live.Rows;

/// <summary>How the rows of one table are shown: a select list, and the key beside it.</summary>
/// <remarks>Shared by all queries of the table with the same select list, whatever their filters, so that an event is
/// written once for all of them.</remarks>
internal sealed class RowView
{
    private static readonly JournalOffset Never = new(-1);

    private readonly RowEvents[] _written = new RowEvents[3];
    private readonly JournalOffset[] _writtenAt = [Never, Never, Never];

    /// <summary>A view of a table's rows.</summary>
    /// <param name="source">The table.</param>
    /// <param name="name">Equal for views that show the same.</param>
    /// <param name="projector">Writes the row as the select list shows it.</param>
    /// <param name="hiddenKey">The primary key's columns when the select list does not show them all; else empty.</param>
    public RowView(Relation source, string name, RowProjector projector, ImmutableArray<string> hiddenKey)
    {
        HiddenKey = hiddenKey;
        Name = name;
        Projector = projector;
        KeyOrdinals = source.PrimaryKey;
        Key = new([.. source.PrimaryKey.Select(ordinal => source.Columns[ordinal].Name)]);
    }

    /// <summary>Equal for views that show the same.</summary>
    public string Name { get; }

    /// <summary>Writes the row as the select list shows it.</summary>
    public RowProjector Projector { get; }

    /// <summary>The primary key's columns when the select list does not show them all; else empty.</summary>
    public ImmutableArray<string> HiddenKey { get; }

    /// <summary>Writes the row's key.</summary>
    public KeyWriter Key { get; }

    /// <summary>The places of the key's columns.</summary>
    public ImmutableArray<int> KeyOrdinals { get; }

    /// <summary>What a change says to followers of this view, written only once for each operation. For the pump alone.</summary>
    public RowEvents Events(RowEncoder encoder, RowChange change, ChangeOperation operation)
    {
        var slot = (int)operation;
        if (_writtenAt[slot] != change.Offset)
        {
            _written[slot] = encoder.Encode(this, change, operation);
            _writtenAt[slot] = change.Offset;
        }

        return _written[slot];
    }
}
