using Microsoft.Extensions.Logging;
using Rowgate.Journal.Progress;

namespace Rowgate.Live.Results;

/// <summary>The queries that are followed by evaluation: equal ones are one, as long as somebody follows.</summary>
internal sealed class ResultQueries(
    ResultEvaluator evaluator, ResultBudget budget, SourceProgress progress, ResultPace pace, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResultLease> _byName = new(StringComparer.Ordinal);

    /// <summary>Takes part in a query; every call needs its <see cref="Release"/>.</summary>
    /// <param name="plan">The query.</param>
    /// <param name="isNew">True when nobody had it yet, so that it must be told of changes from now on.</param>
    public ResultLease Acquire(ResultPlan plan, out bool isNew)
    {
        lock (_lock)
        {
            isNew = !_byName.TryGetValue(plan.Name, out var lease) || lease.Query.IsEnded;
            if (isNew)
                _byName[plan.Name] = lease = new(new ResultQuery(plan, evaluator, budget, progress, pace, logger));
            lease!.Holders++;
            return lease;
        }
    }

    /// <summary>Takes part no longer.</summary>
    /// <returns>True when nobody has the query any more, so that it need not be told of changes.</returns>
    public bool Release(ResultLease lease)
    {
        lock (_lock)
        {
            if (--lease.Holders > 0)
                return false;
            if (_byName.TryGetValue(lease.Query.Plan.Name, out var current) && ReferenceEquals(current, lease))
                _byName.Remove(lease.Query.Plan.Name);
        }

        return true;
    }
}
