using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;

namespace Rowgate.Sqlite.Writing;

/// <summary>What can be said about a write before it is tried.</summary>
internal static class WriteCheck
{
    /// <summary>Why the plan cannot be run; null when it can.</summary>
    public static Refusal? Refuse(WritePlan plan) => plan switch
    {
        InsertPlan insert => Writable(plan, plan.Target.IsInsertable, "insert into") ?? Generated(insert.Columns, isUpdate: false) ?? Conflict(insert),
        UpdatePlan update => Writable(plan, plan.Target.IsUpdatable, "update") ?? Generated(update.Columns, isUpdate: true),
        _ => Writable(plan, plan.Target.IsDeletable, "delete from"),
    };

    private static Refusal? Writable(WritePlan plan, bool isWritable, string verb) =>
        isWritable
            ? null
            : new(
                RefusalCode.NotWritable,
                $"cannot {verb} view \"{plan.Target.Name.Name}\"",
                "SQLite writes to a view only through an INSTEAD OF trigger, and the view has none for this.",
                "Write to its table, or create the trigger.");

    private static Refusal? Generated(ImmutableArray<Column> columns, bool isUpdate) =>
        columns.FirstOrDefault(column => column.IsGenerated) is { } generated ? GeneratedColumn.Refuse(generated.Name, isUpdate) : null;

    private static Refusal? Conflict(InsertPlan plan)
    {
        if (plan.OnConflict is not { } conflict)
            return null;
        var target = conflict.Target.Select(column => column.Ordinal).ToHashSet();
        return plan.Target.UniqueKeys.Prepend(plan.Target.PrimaryKey).Any(key => target.SetEquals(key))
            ? null
            : new(
                RefusalCode.ConflictTargetNotUnique,
                "there is no unique or exclusion constraint matching the ON CONFLICT specification",
                $"Columns: {string.Join(", ", conflict.Target.Select(column => column.Name))}");
    }
}
