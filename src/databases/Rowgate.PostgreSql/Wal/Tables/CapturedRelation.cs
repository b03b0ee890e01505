using System.Collections.Immutable;
using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Wal.Tables;

/// <summary>A table of the database, as capture from the log sees it.</summary>
/// <param name="Id">Its object id.</param>
/// <param name="Name">The table.</param>
/// <param name="WhyNot">Why its changes are not captured, in one sentence; null when they are.</param>
/// <param name="IsPublished">True when our publication has it.</param>
/// <param name="IsCurtailed">True when the publication leaves out rows or columns of it, which is never our doing.</param>
/// <param name="IsOwned">True when our role may alter it.</param>
/// <param name="HasKey">True when it has a primary key.</param>
/// <param name="KeepsIdentity">True when its replica identity is left alone.</param>
/// <param name="Print">Another text when its name, columns or key are others.</param>
/// <param name="Partitions">Another text when it has other partitions, or one was truncated; empty when it can have none.</param>
/// <param name="WithoutFullIdentity">The table itself, or those of its partitions, whose old rows the log does not have in
/// full, with the identity they have.</param>
internal sealed record CapturedRelation(
    uint Id,
    TableName Name,
    string? WhyNot,
    bool IsPublished,
    bool IsCurtailed,
    bool IsOwned,
    bool HasKey,
    bool KeepsIdentity,
    string Print,
    string Partitions,
    ImmutableArray<(TableName Table, char Identity)> WithoutFullIdentity)
{
    /// <summary>True when it is captured as it should be.</summary>
    public bool IsInPlace => IsPublished && !IsCurtailed && (KeepsIdentity || WithoutFullIdentity.IsEmpty);
}
