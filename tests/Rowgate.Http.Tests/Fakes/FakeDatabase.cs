using System.Collections.Immutable;
using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.Sqlite.Rules;

namespace Rowgate.Http.Tests.Fakes;

/// <summary>A database that answers what a test says, and remembers what it was asked.</summary>
internal sealed class FakeDatabase(DatabaseCatalog catalog) : IDatabase
{
    public string Product => "PostgreSQL 0";

    public ImmutableArray<string> Schemas { get; init; } = ["main", "side"];

    public DatabaseCatalog Catalog => catalog;

    public DatabaseCatalog? Visible { get; init; }

    public Refusal? WhyNotReady { get; set; }

    /// <summary>Why the schema cannot be read again; null when it can.</summary>
    public DatabaseException? WhyNotRefreshed { get; set; }

    public ValueRules Rules => SqliteRules.Instance;

    public HashSet<RowRendering> Renderings { get; } = [RowRendering.Json, RowRendering.Plan, RowRendering.Handler];

    public bool HonoursTimeZone => true;

    public bool CanImport => true;

    /// <summary>The rows that every statement gives, or why it gives none.</summary>
    public Outcome<string[]> Rows { get; set; } = Array.Empty<string>();

    public long? Total { get; set; }

    public ResponseWishes? Wishes { get; set; }

    public ReadPlan? Read { get; private set; }

    public WritePlan? Written { get; private set; }

    public CallPlan? Call { get; private set; }

    public ImportPlan? Imported { get; private set; }

    public string? ImportedText { get; private set; }

    public ReadOptions Options { get; private set; }

    public RequestSession? Session { get; private set; }

    /// <summary>What SQL saw of the request while it ran.</summary>
    public (string Method, string Path, string Headers, string Cookies)? Facts { get; private set; }

    public bool Renders(RowRendering rendering) => Renderings.Contains(rendering);

    public ValueTask<Outcome<DatabaseCatalog>> VisibleAsync(RequestSession session, CancellationToken cancellationToken)
    {
        Session = session;
        return new(Visible ?? catalog);
    }

    public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) =>
        WhyNotRefreshed is { } trouble ? throw trouble : new(false);

    public ValueTask<Outcome<RowStream>> ReadAsync(
        ReadPlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken)
    {
        Read = plan;
        return Answer(options, session);
    }

    public ValueTask<Outcome<WriteResult>> WriteAsync(
        WritePlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken)
    {
        Written = plan;
        See(options, session);
        return new(Rows.Accepted
            ? new WriteResult { Affected = Rows.Value.Length, Inserted = Rows.Value.Length, Rows = FakeRows.Batch(Rows.Value), Response = Wishes }
            : Rows.Refusal);
    }

    public ValueTask<Outcome<RowStream>> CallAsync(
        CallPlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken)
    {
        Call = plan;
        return Answer(options, session);
    }

    public async ValueTask<Outcome<WriteResult>> ImportAsync(
        ImportPlan plan, Stream rows, RequestSession session, CancellationToken cancellationToken)
    {
        Imported = plan;
        See(default, session);
        using var reader = new StreamReader(rows, Encoding.UTF8);
        ImportedText = await reader.ReadToEndAsync(cancellationToken);
        return new WriteResult { Affected = ImportedText.Count(letter => letter == '\n') };
    }

    public ValueTask DisposeAsync() => default;

    private ValueTask<Outcome<RowStream>> Answer(ReadOptions options, RequestSession session)
    {
        See(options, session);
        return new(Rows.Accepted ? new FakeRows(Rows.Value, Total, Wishes) : Rows.Refusal);
    }

    private void See(ReadOptions options, RequestSession session)
    {
        (Options, Session) = (options, session);
        Facts = session.Facts is { } facts ? (facts.Method, facts.Path, facts.Headers, facts.Cookies) : null;
    }
}
