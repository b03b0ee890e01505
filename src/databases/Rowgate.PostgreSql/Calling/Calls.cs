using Npgsql;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Reading;
using Rowgate.PostgreSql.Sessions;
using Rowgate.PostgreSql.Spooling;

namespace Rowgate.PostgreSql.Calling;

/// <summary>Runs calls of functions.</summary>
/// <remarks>
/// The rows are taken to their end before the first one is handed out, in bounded memory: only then is it known that the
/// transaction was committed, and a reader who takes its time does not hold a transaction open. A cursor on the server would
/// need WITH HOLD, which collects the rows there before the commit too, and costs a round trip for each batch.
/// </remarks>
internal sealed class Calls(RequestTransactions transactions, SpoolSpace space, PostgresOptions options)
{
    private const int PartBytes = 64 << 10;
    private const string IsolationSetting = "default_transaction_isolation";

    /// <summary>Runs a call as one transaction.</summary>
    public async ValueTask<Outcome<RowStream>> RunAsync(
        CallPlan plan, ReadOptions reading, RequestSession session, CancellationToken cancellationToken)
    {
        var compiled = CallCompiler.Compile(plan, reading);
        if (!compiled.Accepted)
            return compiled.Refusal;
        var statement = compiled.Value;
        var isExplained = reading.Rendering == RowRendering.Plan;
        var spool = new RowSpool(space);
        try
        {
            // Nothing is a fine answer of a function that gives nothing. A result that finds no room is refused, and its work undone.
            var isSingular = plan.IsSingular && !plan.Function.Result.IsVoid;
            var mayNotFit = !plan.IsReadOnly && plan.Function.Result.IsSet;
            var taken = default((long Rows, long? Total));
            var end = await transactions.RunAsync(
                new(Terms(plan), plan.Actor)
                {
                    IsChecked = !isExplained && (isSingular || plan.AffectedMax is not null || mayNotFit),
                    IsRolledBack = plan.IsRolledBack || (isExplained && !plan.IsReadOnly),
                },
                session,
                statement.ToCommand(),
                async (_, reader) =>
                {
                    taken = await TakeAsync(reader, statement, plan.Function.Result.IsVoid && !isExplained, spool, cancellationToken);
                    return isExplained ? null : ResultCheck.Refuse(taken.Rows, isSingular, plan.AffectedMax);
                },
                cancellationToken);
            if (end.Accepted)
            {
                var rows = new SpooledRowStream(spool, taken.Total, end.Value.Wishes);
                spool = null;
                return rows;
            }

            return end.Refusal;
        }
        finally
        {
            if (spool is not null)
                await spool.DisposeAsync();
        }
    }

    private static async ValueTask<(long Rows, long? Total)> TakeAsync(
        NpgsqlDataReader reader, ReadStatement statement, bool isVoid, RowSpool spool, CancellationToken cancellationToken)
    {
        using var rows = new ShownRows(statement);
        var place = statement.HasTotal ? 1 : 0;
        var total = default(long?);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (statement.HasTotal)
                total ??= reader.GetInt64(0);
            if (isVoid || total == 0 || (statement.HasTotal && reader.IsDBNull(place)))
                continue;
            rows.Add(reader, place);
            if (rows.Length >= PartBytes && !statement.IsOneRow)
                await KeepAsync(rows, spool, cancellationToken);
        }

        if (rows.Count > 0)
            await KeepAsync(rows, spool, cancellationToken);
        spool.End();
        return (rows.Count, total);
    }

    private static async ValueTask KeepAsync(ShownRows rows, RowSpool spool, CancellationToken cancellationToken)
    {
        if (rows.HandOver() is { Count: > 0 } part && !await spool.TryAddAsync(part, cancellationToken))
        {
            throw new RefusedException(new(
                RefusalCode.DiskFull,
                "There is no room to keep the result until its transaction is committed; nothing was done",
                Hint: "Ask for fewer rows, or raise \"database.spool-max\"."));
        }
    }

    private SessionTerms Terms(CallPlan plan)
    {
        var hoisted = plan.Function.Settings
            .Where(setting => options.HoistedSettings.Contains(setting.Name, StringComparer.OrdinalIgnoreCase))
            .ToArray();
        return new(plan.IsReadOnly)
        {
            Settings = [.. hoisted.Where(setting => setting.Name != IsolationSetting)],
            Isolation = hoisted.FirstOrDefault(setting => setting.Name == IsolationSetting).Value,
        };
    }
}
