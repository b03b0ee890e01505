using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;

namespace Rowgate.Databases;

/// <summary>A database behind the gate: its catalog, and how to read and write it.</summary>
/// <remarks>A seam, implemented once for each product. Safe for many callers at once.</remarks>
public interface IDatabase : IAsyncDisposable
{
    /// <summary>Product and version for people, such as <c>SQLite 3.40.1</c>.</summary>
    string Product { get; }

    /// <summary>The schema that a request without a profile means, such as <c>main</c>.</summary>
    string DefaultSchema { get; }

    /// <summary>The relations as of the newest schema seen. Each access may give a newer one: take it once per request.</summary>
    DatabaseCatalog Catalog { get; }

    /// <summary>How this product compares values.</summary>
    ValueRules Rules { get; }

    /// <summary>Looks at the schema again.</summary>
    /// <returns>True when <see cref="Catalog"/> is another one now, so that a plan should be bound again.</returns>
    ValueTask<bool> RefreshAsync(CancellationToken cancellationToken);

    /// <summary>Runs a read. Nothing is computed before the first batch is asked for, except the total.</summary>
    /// <param name="plan">A plan bound to <see cref="Catalog"/>.</param>
    /// <param name="options">What to find out besides the rows.</param>
    /// <param name="cancellationToken">Stops the statement.</param>
    /// <returns>The stream, to be disposed by the caller; or why the database cannot run the plan.</returns>
    ValueTask<Outcome<RowStream>> ReadAsync(ReadPlan plan, ReadOptions options, CancellationToken cancellationToken);

    /// <summary>Runs a write as one transaction.</summary>
    /// <param name="plan">A plan bound to <see cref="Catalog"/>.</param>
    /// <param name="cancellationToken">Undoes the write when it is not committed yet.</param>
    /// <returns>What was written, after the commit; or why nothing was.</returns>
    ValueTask<Outcome<WriteResult>> WriteAsync(WritePlan plan, CancellationToken cancellationToken);
}
