using System.Collections.Immutable;
using Rowgate.Core.Catalog;
using Rowgate.Core.Changes;

namespace Rowgate.Core.Query.Plans;

/// <summary>A call of a function whose names were all found in the catalog.</summary>
public sealed record CallPlan
{
    /// <summary>The function.</summary>
    public required Function Function { get; init; }

    /// <summary>The arguments.</summary>
    public required CallArguments Arguments { get; init; }

    /// <summary>How to show the rows that it returns, with filter, order and page; its source is <see cref="FunctionResult.Rows"/>.
    /// Null for a function that returns values or nothing, or untyped records.</summary>
    public ReadPlan? Result { get; init; }

    /// <summary>How many rows or values at most; null for no limit. The same as the result's when there is one.</summary>
    public long? Limit { get; init; }

    /// <summary>How many rows or values to skip.</summary>
    public long Offset { get; init; }

    /// <summary>True when the transaction must not write: GET, HEAD, and functions that promise it.</summary>
    public required bool IsReadOnly { get; init; }

    /// <summary>The most rows that may be returned; one more undoes the call. Null for no limit.</summary>
    public long? AffectedMax { get; init; }

    /// <summary>True when any other number of rows than one undoes the call.</summary>
    public bool IsSingular { get; init; }

    /// <summary>True when the transaction is to be rolled back at its end (<c>tx=rollback</c>).</summary>
    public bool IsRolledBack { get; init; }

    /// <summary>Who calls, to be found with the changes that the call makes; null when unknown.</summary>
    public Actor? Actor { get; init; }
}

/// <summary>The arguments of a call.</summary>
/// <remarks>Closed: the only cases are the records beside it.</remarks>
public abstract record CallArguments
{
    private protected CallArguments() { }
}

/// <summary>Arguments as a JSON object, read by the database with the parameters' types.</summary>
/// <param name="Given">The parameters that the object has a member for; the others take their defaults.</param>
/// <param name="Object">One UTF-8 JSON object, already checked to be well-formed.</param>
public sealed record JsonArguments(ImmutableArray<FunctionParameter> Given, ReadOnlyMemory<byte> Object) : CallArguments;

/// <summary>Arguments as text, each read by the database with its parameter's type.</summary>
/// <param name="Given">Each parameter with its values: one, or any number for a variadic one.</param>
public sealed record TextArguments(ImmutableArray<(FunctionParameter Parameter, ImmutableArray<string> Values)> Given) : CallArguments;

/// <summary>The whole body as the only, unnamed argument.</summary>
/// <param name="Content">The bytes, as sent.</param>
public sealed record BodyArgument(ReadOnlyMemory<byte> Content) : CallArguments;
