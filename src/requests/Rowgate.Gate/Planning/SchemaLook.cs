using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.Gate.Planning;

/// <summary>Looks at the schema again when a refusal may come from an old picture of it.</summary>
internal sealed class SchemaLook(IDatabase database)
{
    /// <summary>Looks at the schema again after a refusal.</summary>
    /// <param name="refusal">What was refused; null when nothing was.</param>
    /// <param name="used">The catalog that the request was held against.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True when there is another catalog than the one used, so that the request is worth another try; the database
    /// may have noticed by itself that it needed one.</returns>
    public async ValueTask<bool> HasMovedAsync(Refusal? refusal, DatabaseCatalog used, CancellationToken cancellationToken)
    {
        if (!IsWorthwhile(refusal))
            return false;
        await database.RefreshAsync(cancellationToken);
        return !ReferenceEquals(database.Catalog, used);
    }

    // What an outdated catalog can be the reason for. A refused statement has changed nothing, so it may be tried again.
    private static bool IsWorthwhile(Refusal? refusal) =>
        refusal is not null
        && (refusal.Code == RefusalCode.RelationNotFound
            || refusal.Code == RefusalCode.FunctionNotFound
            || refusal.Code == RefusalCode.ColumnNotFound
            || refusal.Code == RefusalCode.PayloadColumnNotFound
            || refusal.Code == RefusalCode.RelationshipNotFound
            || refusal.Code == RefusalCode.ConflictTargetNotUnique
            || refusal.Code == RefusalCode.NotWritable
            || refusal.Code == RefusalCode.GeneratedColumn
            || refusal.Code == RefusalCode.DatabaseFault);
}
