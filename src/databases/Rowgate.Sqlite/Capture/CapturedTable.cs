using System.Collections.Immutable;
using Rowgate.Core.Changes;

namespace Rowgate.Sqlite.Capture;

/// <summary>A table as the triggers need to know it.</summary>
internal sealed record CapturedTable
{
    /// <summary>The shape of its row images.</summary>
    public required TableShape Shape { get; init; }

    /// <summary>The columns that find a row again: a name of the rowid, or the primary key of a table without rowids.</summary>
    public required ImmutableArray<string> Address { get; init; }

    /// <summary>Everything that REPLACE looks at, the address included.</summary>
    public required ImmutableArray<UniqueKey> UniqueKeys { get; init; }

    /// <summary>The column that is another name of the rowid, and so always a whole number; null when there is none.</summary>
    public string? RowIdColumn { get; init; }

    /// <summary>The name, without schema.</summary>
    public string Name => Shape.Table.Name;
}
