using Microsoft.Extensions.Logging;
using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.Server.Reloading;

/// <summary>Looks at the schema of the source again when somebody asks for it.</summary>
internal sealed partial class SchemaReload(IDatabase database, ILogger<SchemaReload> logger)
{
    /// <summary>Looks at it now.</summary>
    /// <returns>True when it is another one now.</returns>
    public async ValueTask<bool> RunAsync(CancellationToken cancellationToken)
    {
        var isNew = await database.RefreshAsync(cancellationToken);
        LogRead(database.Catalog.Relations.Length, isNew ? "changed" : "unchanged");
        return isNew;
    }

    /// <summary>Looks at it, and only logs what goes wrong: for signals, which nobody waits for.</summary>
    public async Task RunQuietlyAsync()
    {
        try
        {
            await RunAsync(CancellationToken.None);
        }
        catch (RowgateException cause)
        {
            LogNotRead(cause.Message);
        }
    }

    [LoggerMessage(4101, LogLevel.Information, "Read the schema again: {Count} relations, {Change}")]
    private partial void LogRead(int count, string change);

    [LoggerMessage(4102, LogLevel.Warning, "The schema could not be read again: {Reason}")]
    private partial void LogNotRead(string reason);
}
