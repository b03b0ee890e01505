using Rowgate.Databases;
using Rowgate.Server.Options;

namespace Rowgate.Server.Sources;

/// <summary>Looks at a source without serving it, and takes capture off it again.</summary>
public static class SourceCheck
{
    /// <summary>Opens the source and tells what is there. Installs nothing.</summary>
    /// <exception cref="DatabaseException">It cannot be opened or read.</exception>
    public static async Task<SourceReport> RunAsync(SourceAddress address, CancellationToken cancellationToken)
    {
        var source = Source.Open(address);
        await using var database = source.Database;
        await using var changes = source.OpenChanges(TimeProvider.System);
        return new(database.Product, database.Catalog, await changes.PreviewAsync(cancellationToken));
    }

    /// <summary>Removes whatever capture installed. Changes that the journal does not hold yet are lost.</summary>
    /// <returns>The names of what was removed.</returns>
    /// <exception cref="DatabaseException">It cannot be opened or written.</exception>
    public static async Task<IReadOnlyList<string>> RemoveCaptureAsync(SourceAddress address, CancellationToken cancellationToken)
    {
        var source = Source.Open(address);
        await using var database = source.Database;
        await using var changes = source.OpenChanges(TimeProvider.System);
        return await changes.RemoveAsync(cancellationToken);
    }
}
