using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.PostgreSql.Sessions;

namespace Rowgate.PostgreSql.Writing;

/// <summary>Runs writes.</summary>
internal sealed class Writes(RequestTransactions transactions)
{
    /// <summary>Runs a write as one transaction.</summary>
    public async ValueTask<Outcome<WriteResult>> RunAsync(
        WritePlan plan, ReadOptions options, RequestSession session, CancellationToken cancellationToken)
    {
        var compiled = WriteCompiler.Compile(plan, options);
        if (!compiled.Accepted)
            return compiled.Refusal;
        var isExplained = options.Rendering == RowRendering.Plan;
        var isPut = plan is InsertPlan { PutKey: not null };
        using var written = new WrittenRows(compiled.Value);
        var end = await transactions.RunAsync(
            new(SessionTerms.Write, plan.Actor)
            {
                IsChecked = !isExplained && (plan.IsSingular || plan.AffectedMax is not null || isPut),
                IsRolledBack = plan.IsRolledBack || isExplained,
            },
            session,
            compiled.Value.ToCommand(),
            async (batch, reader) =>
            {
                await written.ReadAsync(batch, reader, cancellationToken);
                return isExplained ? null : isPut ? CheckPut(written) : ResultCheck.Refuse(written.Affected, plan.IsSingular, plan.AffectedMax);
            },
            cancellationToken);
        if (!end.Accepted)
            return end.Refusal;
        return new WriteResult
        {
            Affected = written.Affected,
            Inserted = written.Inserted,
            Rows = plan.Returning is null && !isExplained ? default : written.Shown.ToBatch(),
            Key = written is { Affected: 1, Inserted: 1 } ? written.Key : null,
            Response = end.Value.Wishes,
            Position = written.Affected == 0 ? null : end.Value.Position,
        };
    }

    private static Refusal? CheckPut(WrittenRows written) => written.Affected == 1
        ? null
        : new(RefusalCode.PutKeyMismatch, "Payload values do not match URL in primary key column(s)");
}
