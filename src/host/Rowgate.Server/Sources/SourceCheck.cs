using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Databases;
using Rowgate.Server.Options;

namespace Rowgate.Server.Sources;

/// <summary>Looks at a source without serving it, and takes capture off it again.</summary>
public static class SourceCheck
{
    /// <summary>Opens the source and tells what is there. Installs nothing.</summary>
    /// <exception cref="DatabaseException">It cannot be opened or read.</exception>
    public static async Task<SourceReport> RunAsync(RowgateOptions options, SourceAddress address, CancellationToken cancellationToken)
    {
        var source = Open(options, address);
        await using var database = source.Database;
        await using var changes = source.OpenChanges();
        await database.RefreshAsync(cancellationToken);
        return new(database.Product, database.Catalog, await changes.PreviewAsync(cancellationToken));
    }

    /// <summary>Removes whatever capture installed. Changes that the journal does not hold yet are lost.</summary>
    /// <returns>The names of what was removed.</returns>
    /// <exception cref="DatabaseException">It cannot be opened or written.</exception>
    public static async Task<IReadOnlyList<string>> RemoveCaptureAsync(
        RowgateOptions options, SourceAddress address, CancellationToken cancellationToken)
    {
        var source = Open(options, address);
        await using var database = source.Database;
        await using var changes = source.OpenChanges();
        return [.. await changes.RemoveAsync(cancellationToken), .. await source.RemoveSchemaTriggersAsync(cancellationToken)];
    }

    // Whoever only looks does not listen, since that installs what tells of changes.
    private static Source Open(RowgateOptions options, SourceAddress address) => Source.Open(
        options with { Database = options.Database with { Listens = false } }, address, NullLoggerFactory.Instance, TimeProvider.System);
}
