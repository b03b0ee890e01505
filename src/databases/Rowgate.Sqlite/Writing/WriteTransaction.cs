using Rowgate.Core.Errors;
using Rowgate.Core.Positions;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.Sqlite.Catalog;
using Rowgate.Sqlite.Connections;
using Rowgate.Sqlite.Reading;
using Rowgate.SqliteEngine;
using SQLitePCL;

namespace Rowgate.Sqlite.Writing;

/// <summary>One write on the connection that writes: everything, or nothing.</summary>
internal sealed class WriteTransaction(SqliteConnection connection, SqliteSchema schema, WritePlan plan, TimeSpan timeMax)
{
    private readonly WriteTarget _target = new(plan.Target, schema);
    private readonly WrittenRows _written = new(areShown: plan.Returning is not null);
    private BodyRow? _row;

    /// <summary>Runs it to its end, commit or rollback.</summary>
    /// <param name="cancellationToken">Undoes it, until the commit begins.</param>
    /// <returns>What was written, or why nothing was.</returns>
    /// <exception cref="OperationCanceledException">Cancelled in time: nothing was written.</exception>
    /// <exception cref="SqliteException">Something broke: nothing was written.</exception>
    public Outcome<WriteResult> Run(CancellationToken cancellationToken)
    {
        if (CompileShown(out var shown) is { } notShown)
            return notShown;
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            connection.StopAfter(timeMax);
            var outcome = InTransaction(shown, cancellationToken);
            if (outcome.Accepted && !plan.IsRolledBack)
                connection.Execute("COMMIT");
            return outcome;
        }
        catch (RefusedException cause)
        {
            return cause.Refusal;
        }
        catch (SqliteException cause)
        {
            if (cause.Code == raw.SQLITE_INTERRUPT)
                cancellationToken.ThrowIfCancellationRequested();
            if (cause.Code == raw.SQLITE_INTERRUPT && connection.IsOverdue)
                return SqliteFaults.TookTooLong;
            if (new Violations(connection, _target, _row).Explain(cause) is { } refusal)
                return refusal;
            throw;
        }
        finally
        {
            connection.StopAfter(Timeout.InfiniteTimeSpan);

            // A full disk makes SQLite roll back by itself.
            if (!connection.IsAutoCommit)
                connection.Execute("ROLLBACK");
        }
    }

    private Outcome<WriteResult> InTransaction(ReadNode? shown, CancellationToken cancellationToken)
    {
        using var interrupt = cancellationToken.UnsafeRegister(
            static state => ((SqliteConnection)state!).Interrupt(), connection);
        var isCaptured = CaptureHead.Exists(connection);
        var before = isCaptured ? CaptureHead.Last(connection) : null;
        if (isCaptured && plan.Actor is not null)
            CaptureHead.SetActor(connection, plan.Actor);
        if ((Write(shown) ?? CheckCount()) is { } refusal)
            return refusal;
        if (shown is not null && plan is not DeletePlan)
            _written.Show(shown, connection);
        if (isCaptured && plan.Actor is not null)
            CaptureHead.SetActor(connection, null);
        cancellationToken.ThrowIfCancellationRequested();
        return Result(before, isCaptured && !plan.IsRolledBack ? CaptureHead.Last(connection) : null);
    }

    private Refusal? Write(ReadNode? shown)
    {
        switch (plan)
        {
            case InsertPlan insert:
                using (var inserts = new Inserts(connection, _target, insert))
                {
                    _row = inserts.Row;
                    return inserts.Run(_written);
                }

            case UpdatePlan update:
                var updates = new Updates(connection, _target);
                try
                {
                    return updates.Update(update, _written);
                }
                finally
                {
                    _row = updates.Row;
                }

            case DeletePlan delete:
                if (shown is not null)
                    _written.ShowAll(shown, connection);
                return new Updates(connection, _target).Delete(delete, _written);
            default:
                throw new InvalidOperationException($"An unknown kind of write: {plan}");
        }
    }

    private Refusal? CheckCount()
    {
        if (plan.IsSingular && _written.Affected != 1)
        {
            return new(
                RefusalCode.NotSingular,
                "Cannot coerce the result to a single JSON object",
                $"The result contains {_written.Affected} rows");
        }

        return _written.Affected > plan.AffectedMax
            ? new(
                RefusalCode.TooManyAffected,
                "Query result exceeds max-affected preference constraint",
                $"The query affects {_written.Affected} rows")
            : null;
    }

    private WriteResult Result(SourcePosition? before, SourcePosition? after) => new()
    {
        Affected = _written.Affected,
        Inserted = plan is InsertPlan ? _written.Inserted : 0,
        Rows = _written.Shown,
        Key = plan is InsertPlan && _written is { Affected: 1, Inserted: 1 } ? _written.Key : null,
        Position = after == before ? null : after,
    };

    // An inner embed has a part in what is shown, and none in what is deleted.
    private static Predicate? Both(Predicate? deleted, Predicate? shown) =>
        deleted is null || shown is null
            ? deleted ?? shown
            : new PredicateGroup(IsOr: false, Negated: false, [deleted, shown]);

    // How the written rows are read; null when nobody asked.
    private Refusal? CompileShown(out ReadNode? shown)
    {
        shown = null;
        if (plan.Returning is not { } returning)
            return null;
        if (plan is not DeletePlan && _target.Locator.Count == 0)
        {
            return new(
                RefusalCode.NotSupported,
                $"SQLite cannot show what was written to \"{plan.Target.Name.Name}\", which has no primary key",
                Hint: "Send Prefer: return=minimal.");
        }

        if (plan is not DeletePlan && returning.IsAggregate)
            return new(RefusalCode.NotSupported, "SQLite cannot aggregate over rows that were just written");
        var node = plan is DeletePlan delete
            ? ReadCompiler.Compile(returning with { Filter = Both(delete.Filter, returning.Filter), Order = [], Limit = null, Offset = 0 })
            : ReadCompiler.CompileByRow(returning, _target.Locator);
        shown = node.Value;
        return node.Refusal;
    }
}
