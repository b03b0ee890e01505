using System.Threading.Channels;
using Rowgate.Core.Errors;
using Rowgate.Databases;
using Rowgate.Live.Events;
using Rowgate.Live.Snapshots;

namespace Rowgate.Live.Results;

/// <summary>Evaluates queries, only some at a time, so that the database keeps room for others.</summary>
/// <param name="reader">Reads the rows.</param>
/// <param name="concurrency">How many evaluations may run at once.</param>
/// <param name="bytesMax">How many bytes a result may have.</param>
internal sealed class ResultEvaluator(SnapshotReader reader, int concurrency, long bytesMax)
{
    // One item for each evaluation that runs: when it is full, the next one waits.
    private readonly Channel<ResultPlan> _running = Channel.CreateBounded<ResultPlan>(concurrency);

    /// <summary>Evaluates a query as of now.</summary>
    /// <returns>The result; or why there is none.</returns>
    public async ValueTask<Outcome<ResultSet>> EvaluateAsync(ResultPlan plan, CancellationToken cancellationToken)
    {
        var builder = new ResultBuilder(plan.IsKeyed);
        await _running.Writer.WriteAsync(plan, cancellationToken);
        try
        {
            LiveMetrics.Evaluations.Add(1);
            var opened = await reader.OpenAsync(plan.Plan, default, plan.Session, cancellationToken);
            if (!opened.Accepted)
                return opened.Refusal;
            await using var rows = opened.Value.Rows;
            if (await FillAsync(builder, rows, cancellationToken) is { } refusal)
                return refusal;
            return builder.Build(opened.Value.Offset);
        }
        finally
        {
            _running.Reader.TryRead(out _);
        }
    }

    private async ValueTask<Refusal?> FillAsync(ResultBuilder builder, RowStream rows, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = await rows.NextAsync(cancellationToken);
            if (!next.Accepted)
                return next.Refusal;
            if (next.Value.Count == 0)
                return null;
            builder.Add(next.Value);
            if (builder.Bytes > bytesMax)
                return TooLarge();
        }
    }

    private Refusal TooLarge() =>
        new(
            RefusalCode.QueryTooComplex,
            $"The result of this live query has more than {bytesMax} bytes",
            Hint: "Add filters or a limit. Queries on one table without embeds, aggregates, casts and limits have no such bound.");
}
