using System.Collections.Immutable;
using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Wal.Protocol;
using Rowgate.PostgreSql.Values;

namespace Rowgate.PostgreSql.Wal.Tables;

/// <summary>A table of the log, ready to decode its changes.</summary>
/// <param name="Relation">What the log announced of it.</param>
/// <param name="Shape">Its columns as followers know them: those that the log has. Generated columns may be missing.</param>
/// <param name="Writers">What writes the values, column by column.</param>
/// <param name="Identity">The columns that name a row in the log, by ordinal.</param>
internal sealed record WalTable(
    RelationMessage Relation, TableShape Shape, ValueWriter[] Writers, ImmutableArray<int> Identity)
{
    /// <summary>Its object id.</summary>
    public uint Id => Relation.Id;
}
