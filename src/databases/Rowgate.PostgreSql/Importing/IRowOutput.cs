namespace Rowgate.PostgreSql.Importing;

/// <summary>Takes the rows of an import as comma-separated values, where <c>NULL</c> without quotes is null.</summary>
internal interface IRowOutput : IAsyncDisposable
{
    /// <summary>Takes a piece, which may end anywhere.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken);

    /// <summary>Ends the rows: all of them are in the table then.</summary>
    ValueTask EndAsync(CancellationToken cancellationToken);

    /// <summary>Gives up in the middle.</summary>
    ValueTask CancelAsync();
}
