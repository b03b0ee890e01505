using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;

namespace Rowgate.PostgreSql.Importing;

/// <summary>The rows of an import on their way to the server.</summary>
internal abstract class ImportRows
{
    /// <summary>How many rows were sent.</summary>
    public long Count { get; protected set; }

    /// <summary>Reads as much as is needed to know the columns.</summary>
    /// <returns>The names of the columns in the order of the values; none when there are no rows.</returns>
    public abstract ValueTask<IReadOnlyList<string>> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Sends the rows as comma-separated values.</summary>
    public abstract ValueTask CopyAsync(IRowOutput output, CancellationToken cancellationToken);

    protected static string Known(ImportPlan plan, string name) => plan.Target.Find(name) is not null
        ? name
        : throw new RefusedException(new(
            RefusalCode.PayloadColumnNotFound, $"Could not find the '{name}' column of '{plan.Target.Name.Name}' in the schema cache"));

    protected static RefusedException NotUnderstood(string what, long line) =>
        new(new(RefusalCode.BodyNotUnderstood, what, $"In line {line}.", "Nothing was imported. Mend the line and send all rows again."));
}
