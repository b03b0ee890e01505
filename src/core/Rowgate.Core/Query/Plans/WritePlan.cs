using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;

namespace Rowgate.Core.Query.Plans;

/// <summary>A write whose names were all found in the catalog.</summary>
/// <remarks>Closed: the only cases are the records beside it. All of it happens, or nothing.</remarks>
public abstract record WritePlan
{
    private protected WritePlan() { }

    /// <summary>The relation written.</summary>
    public required Relation Target { get; init; }

    /// <summary>How the written rows are to be shown; null when nobody asked for them. Its filter, limit and offset are
    /// those of the embeds only: the rows are those that were written.</summary>
    public ReadPlan? Returning { get; init; }

    /// <summary>The most rows that may be affected; one more undoes the write. Null for no limit.</summary>
    public long? AffectedMax { get; init; }

    /// <summary>True when any other number of rows than one undoes the write.</summary>
    public bool IsSingular { get; init; }

    /// <summary>True when the transaction is to be rolled back at its end (<c>tx=rollback</c>).</summary>
    public bool IsRolledBack { get; init; }

    /// <summary>Who makes the write, to be found with the change; null when unknown.</summary>
    public Actor? Actor { get; init; }
}

/// <summary>New rows, or an upsert.</summary>
public sealed record InsertPlan : WritePlan
{
    /// <summary>The columns to fill; members of the rows that are not listed are ignored.</summary>
    public required ImmutableArray<Column> Columns { get; init; }

    /// <summary>The rows: a UTF-8 JSON array of objects, already checked to be well-formed. A member that is missing is
    /// null, or the default with <see cref="MissingIsDefault"/>.</summary>
    public required ReadOnlyMemory<byte> Rows { get; init; }

    /// <summary>True when a missing member takes the column's default instead of null.</summary>
    public bool MissingIsDefault { get; init; }

    /// <summary>What to do with a row that is already there; null for a plain insert.</summary>
    public ConflictResolution? OnConflict { get; init; }

    /// <summary>True when the key of a single new row is to be told. A database with rights per column asks for the right to
    /// read it only then.</summary>
    public bool ShowsKey { get; init; }

    /// <summary>The key that the URL of a PUT names, as JSON literals in key order: the row must have it. Null otherwise.</summary>
    public ImmutableArray<string>? PutKey { get; init; }
}

/// <summary>Other values for the rows that match.</summary>
public sealed record UpdatePlan : WritePlan
{
    /// <summary>The columns to set. None means that nothing is to be done.</summary>
    public required ImmutableArray<Column> Columns { get; init; }

    /// <summary>The values: one UTF-8 JSON object.</summary>
    public required ReadOnlyMemory<byte> Row { get; init; }

    /// <summary>Which rows; null for all.</summary>
    public Predicate? Filter { get; init; }

    /// <summary>True when a missing member takes the column's default instead of null.</summary>
    public bool MissingIsDefault { get; init; }
}

/// <summary>The rows that match go away.</summary>
public sealed record DeletePlan : WritePlan
{
    /// <summary>Which rows; null for all.</summary>
    public Predicate? Filter { get; init; }
}
