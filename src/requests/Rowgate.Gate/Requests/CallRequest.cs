using System.Collections.Immutable;
using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Syntax;
using Rowgate.Databases;
using Rowgate.Gate.Accounting;

namespace Rowgate.Gate.Requests;

/// <summary>A call of a function, parsed by its front, not yet held against the catalog.</summary>
public sealed record CallRequest
{
    /// <summary>Who calls.</summary>
    public required Caller Caller { get; init; }

    /// <summary>On whose behalf the database works, and for which request.</summary>
    public RequestSession Session { get; init; } = RequestSession.Own;

    /// <summary>The id of the request, as logged; goes into the actor of the changes that the call makes.</summary>
    public required string Id { get; init; }

    /// <summary>The function.</summary>
    public required TableName Function { get; init; }

    /// <summary>What to do with the rows that it returns, and which members of the body are arguments (<c>columns</c>).</summary>
    public required TableQuery Query { get; init; }

    /// <summary>The arguments.</summary>
    public required CallInput Input { get; init; }

    /// <summary>True when the method promises that nothing is written.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether to learn how many rows there are without limit and offset.</summary>
    public bool IsCounted { get; init; }

    /// <summary>The most rows that may be returned; one more undoes the call. Null for no limit.</summary>
    public long? AffectedMax { get; init; }

    /// <summary>True when any other number of rows than one undoes the call. Does not matter for the plan.</summary>
    public bool IsSingular { get; init; }

    /// <summary>True when everything is to be undone at the end.</summary>
    public bool IsRolledBack { get; init; }

    /// <summary>How what is returned is rendered. Does not matter for the plan.</summary>
    public RowsForm Form { get; init; }

    /// <summary>Where to note how long each step takes; null when nobody wants to know.</summary>
    public StepTimes? Times { get; init; }
}

/// <summary>The arguments of a call as they were sent.</summary>
/// <remarks>Closed: the only cases are the records beside it.</remarks>
public abstract record CallInput
{
    private protected CallInput() { }
}

/// <summary>Arguments in the query of a URL.</summary>
/// <param name="Arguments">Name and value, in order; a name may be there more than once.</param>
public sealed record TextInput(ImmutableArray<(string Name, string Value)> Arguments) : CallInput;

/// <summary>Arguments in a body.</summary>
/// <param name="Content">The bytes as sent; must not change before the call is done.</param>
/// <param name="Format">How they are written down.</param>
public sealed record BodyInput(ReadOnlyMemory<byte> Content, CallBodyFormat Format) : CallInput;
