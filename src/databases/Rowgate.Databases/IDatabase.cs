using System.Collections.Immutable;
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

    /// <summary>The schemas that are served; the first is the one that a request without a profile means.</summary>
    ImmutableArray<string> Schemas { get; }

    /// <summary>The relations as of the newest schema seen; an empty one while <see cref="WhyNotReady"/> says why. Each access
    /// may give a newer one: take it once per request.</summary>
    DatabaseCatalog Catalog { get; }

    /// <summary>Why nothing can be planned yet: the schema has never been read. Null when all is well.</summary>
    Refusal? WhyNotReady { get; }

    /// <summary>Why no query can be followed live, as long as its changes are captured as they are now; null when queries can.</summary>
    Refusal? WhyNotFollowed => null;

    /// <summary>How this product compares values.</summary>
    ValueRules Rules { get; }

    /// <summary>True when the database renders rows like this itself; if not, ask for <see cref="RowRendering.Json"/>.</summary>
    bool Renders(RowRendering rendering);

    /// <summary>True when a session's time zone decides how points in time are shown.</summary>
    bool HonoursTimeZone => false;

    /// <summary>True when a value of a column has the same text in a read on behalf of this session as in a captured row.</summary>
    bool PrintsAsCapture(Column column, RequestSession session) => true;

    /// <summary>True when <see cref="ImportAsync"/> works here.</summary>
    bool CanImport => false;

    /// <summary>The part of <see cref="Catalog"/> that the role of a session may use, for documents that list it. Where the
    /// database knows no roles, all of it.</summary>
    /// <param name="session">On whose behalf.</param>
    /// <param name="cancellationToken">Stops the statement.</param>
    /// <returns>The same object as <see cref="Catalog"/> when the role may use everything; or why the database cannot tell.</returns>
    ValueTask<Outcome<DatabaseCatalog>> VisibleAsync(RequestSession session, CancellationToken cancellationToken) => new(Catalog);

    /// <summary>Looks at the schema again.</summary>
    /// <returns>True when <see cref="Catalog"/> is another one now, so that a plan should be bound again.</returns>
    ValueTask<bool> RefreshAsync(CancellationToken cancellationToken);

    /// <summary>Runs a read. Rows are computed as they are asked for; the first of them may be ready at once.</summary>
    /// <param name="plan">A plan bound to <see cref="Catalog"/>.</param>
    /// <param name="options">What to find out besides the rows.</param>
    /// <param name="session">On whose behalf.</param>
    /// <param name="cancellationToken">Stops the statement.</param>
    /// <returns>The stream, to be disposed by the caller; or why the database cannot run the plan.</returns>
    ValueTask<Outcome<RowStream>> ReadAsync(
        ReadPlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken);

    /// <summary>Runs a write as one transaction.</summary>
    /// <param name="plan">A plan bound to <see cref="Catalog"/>.</param>
    /// <param name="options">How to render the written rows; the count and the mark do not matter.</param>
    /// <param name="session">On whose behalf.</param>
    /// <param name="cancellationToken">Undoes the write when it is not committed yet.</param>
    /// <returns>What was written, after the commit; or why nothing was.</returns>
    ValueTask<Outcome<WriteResult>> WriteAsync(
        WritePlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken);

    /// <summary>Calls a function as one transaction. A call that may write is committed before the first batch is given.</summary>
    /// <param name="plan">A plan bound to <see cref="Catalog"/>.</param>
    /// <param name="options">What to find out besides the rows, and how to render them.</param>
    /// <param name="session">On whose behalf.</param>
    /// <param name="cancellationToken">Undoes the call when it is not committed yet.</param>
    /// <returns>The rows or values, to be disposed by the caller; or why there are none.</returns>
    ValueTask<Outcome<RowStream>> CallAsync(
        CallPlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken);

    /// <summary>Writes many rows at once from a stream, as one transaction with flat memory.</summary>
    /// <param name="plan">Where the rows go.</param>
    /// <param name="rows">The body, read once to its end.</param>
    /// <param name="session">On whose behalf.</param>
    /// <param name="cancellationToken">Undoes the import.</param>
    /// <returns>How much was written; or why nothing was.</returns>
    ValueTask<Outcome<WriteResult>> ImportAsync(
        ImportPlan plan, Stream rows, RequestSession session, CancellationToken cancellationToken);
}
