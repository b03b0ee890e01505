using System.Collections.Immutable;
using System.Text;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Tests.Writing;

/// <summary>Makes plans of writes as the gate would, and runs them.</summary>
internal static class WriteGateway
{
    public static Relation Table(this Gateway gateway, string name) =>
        gateway.Database.Catalog.Find(new("public", name)) ?? throw new InvalidOperationException($"No table {name}");

    public static ImmutableArray<Column> Columns(this Relation table, string names) =>
        [.. names.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => table.Find(name)!)];

    /// <summary>An insert into a table.</summary>
    /// <param name="gateway">The database.</param>
    /// <param name="table">Its name.</param>
    /// <param name="columns">The columns to fill, with commas.</param>
    /// <param name="rows">A JSON array.</param>
    /// <param name="select">What to show; null for nothing.</param>
    public static InsertPlan Insert(this Gateway gateway, string table, string columns, string rows, string? select = null) => new()
    {
        Target = gateway.Table(table),
        Columns = gateway.Table(table).Columns(columns),
        Rows = Encoding.UTF8.GetBytes(rows),
        Returning = select is null ? null : gateway.Plan($"{table}?select={select}"),
        ShowsKey = true,
    };

    public static InsertPlan Upsert(this InsertPlan plan, string target, bool merge) =>
        plan with { OnConflict = new(plan.Target.Columns(target), merge) };

    public static UpdatePlan Update(this Gateway gateway, string table, string filter, string columns, string row, string? select = null) => new()
    {
        Target = gateway.Table(table),
        Columns = gateway.Table(table).Columns(columns),
        Row = Encoding.UTF8.GetBytes(row),
        Filter = gateway.Plan($"{table}?{filter}").Filter,
        Returning = select is null ? null : gateway.Plan($"{table}?select={select}"),
    };

    public static DeletePlan Delete(this Gateway gateway, string table, string filter, string? select = null) => new()
    {
        Target = gateway.Table(table),
        Filter = gateway.Plan($"{table}?{filter}").Filter,
        Returning = select is null ? null : gateway.Plan($"{table}?select={select}"),
    };

    public static async Task<WriteResult> WriteAsync(this Gateway gateway, WritePlan plan, RequestSession? session = null, ReadOptions options = default)
    {
        var outcome = await gateway.Database.WriteAsync(plan, options, session ?? RequestSession.Own, TestContext.Current.CancellationToken);
        Assert.True(outcome.Accepted, outcome.Refusal?.ToString());
        return outcome.Value;
    }

    public static async Task<Refusal> RefuseAsync(this Gateway gateway, WritePlan plan, RequestSession? session = null)
    {
        var outcome = await gateway.Database.WriteAsync(plan, default, session ?? RequestSession.Own, TestContext.Current.CancellationToken);
        Assert.False(outcome.Accepted, "The write was accepted.");
        return outcome.Refusal!;
    }

    public static string Text(this WriteResult result) => Gateway.Compact($"[{Encoding.UTF8.GetString(result.Rows.Json.Span)}]");
}
