using Rowgate.Core.Errors;
using Rowgate.Databases;

namespace Rowgate.Gate.Execution;

/// <summary>Reads the first batch of a stream, so that a statement that cannot begin is a refusal.</summary>
internal static class FirstBatch
{
    /// <summary>Reads the batch; disposes of the stream when there is none to give.</summary>
    public static async ValueTask<Outcome<RowBatch>> ReadAsync(RowStream rows, CancellationToken cancellationToken)
    {
        var first = default(Outcome<RowBatch>?);
        try
        {
            first = await rows.NextAsync(cancellationToken);
        }
        finally
        {
            if (first is not { Accepted: true })
                await rows.DisposeAsync();
        }

        return first.Value;
    }
}
