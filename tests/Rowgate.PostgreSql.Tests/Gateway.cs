using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Binding;
using Rowgate.Core.Query.Evaluation;
using Rowgate.Core.Query.Grammar;
using Rowgate.Core.Query.Plans;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.PostgreSql.Tests;

/// <summary>A database of one's own, served.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private Gateway(PostgresDatabaseLease lease, PostgresDatabase database)
    {
        Lease = lease;
        Database = database;
    }

    public static ValueRules Rules { get; } = new NoRules();

    public PostgresDatabaseLease Lease { get; }

    public PostgresDatabase Database { get; }

    public static async Task<Gateway> OpenAsync(int version, string sql, Func<PostgresOptions, PostgresOptions>? change = null) =>
        await OpenAsync(await (await PostgresServer.OfAsync(version)).CreateDatabaseAsync(sql), change);

    public static async Task<Gateway> OpenAsync(PostgresDatabaseLease lease, Func<PostgresOptions, PostgresOptions>? change = null)
    {
        var options = new PostgresOptions
        {
            ConnectionString = lease.ConnectionString,
            ReloadChannel = null,
            Capture = new() { Mode = CaptureMode.Wal, SpoolFolder = Path.GetTempPath() },
        };
        var database = PostgresDatabase.Open(
            change?.Invoke(options) ?? options, Rules, TimeProvider.System, NullLogger.Instance);
        await database.RefreshAsync(TestContext.Current.CancellationToken);
        return new(lease, database);
    }

    public Outcome<ReadPlan> Bind(string query)
    {
        var parsed = QueryParser.ParseRelation(query);
        Assert.True(parsed.Accepted, parsed.Refusal?.ToString());
        return QueryBinder.Bind(
            Database.Catalog, new("public", parsed.Value.Relation), parsed.Value.Query, new() { AggregatesEnabled = true });
    }

    public ReadPlan Plan(string query)
    {
        var plan = Bind(query);
        Assert.True(plan.Accepted, plan.Refusal?.ToString());
        return plan.Value;
    }

    /// <summary>The rows of a query as a JSON array without white space.</summary>
    public async Task<string> ReadAsync(string query, RequestSession? session = null)
    {
        var outcome = await RunAsync(Plan(query), default, session);
        Assert.True(outcome.Accepted, outcome.Refusal?.ToString());
        return Compact($"[{outcome.Value}]");
    }

    /// <summary>The bytes of a read as text.</summary>
    public async Task<Outcome<string>> RunAsync(ReadPlan plan, ReadOptions options = default, RequestSession? session = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var outcome = await Database.ReadAsync(plan, options, session ?? RequestSession.Own, cancellationToken);
        if (!outcome.Accepted)
            return outcome.Refusal;
        await using var rows = outcome.Value;
        return await TextAsync(rows);
    }

    public static async Task<Outcome<string>> TextAsync(RowStream rows)
    {
        var text = new StringBuilder();
        while (true)
        {
            var batch = await rows.NextAsync(TestContext.Current.CancellationToken);
            if (!batch.Accepted)
                return batch.Refusal;
            if (batch.Value.Count == 0)
                return text.ToString();
            if (text.Length > 0)
                text.Append(',');
            text.Append(Encoding.UTF8.GetString(batch.Value.Json.Span));
        }
    }

    public async Task<Refusal> RefusalAsync(string query, RequestSession? session = null, ReadOptions options = default)
    {
        var plan = Bind(query);
        if (!plan.Accepted)
            return plan.Refusal;
        var outcome = await RunAsync(plan.Value, options, session);
        Assert.False(outcome.Accepted, outcome.Value);
        return outcome.Refusal!;
    }

    public static string Compact(string json) =>
        JsonNode.Parse(json)!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await Lease.DisposeAsync();
    }

    private sealed class NoRules : ValueRules
    {
        public override Refusal? Check(BoundField field, Operation operation) => null;

        public override ValueTest? Compile(BoundField field, Operation operation) => null;

        public override ValueKey? KeyOf(Column column, ReadOnlySpan<byte> literal) => null;

        public override ValueKey? KeyOf(Column column, string operand) => null;
    }
}
