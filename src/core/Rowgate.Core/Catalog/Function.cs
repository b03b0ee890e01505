using System.Collections.Immutable;

namespace Rowgate.Core.Catalog;

/// <summary>A function that may be called by its name (<c>/rpc/NAME</c>). Overloads are functions of their own.</summary>
public sealed record Function
{
    /// <summary>The full name.</summary>
    public required TableName Name { get; init; }

    /// <summary>The input parameters, in order; those of OUT mode are not among them.</summary>
    public required ImmutableArray<FunctionParameter> Parameters { get; init; }

    /// <summary>What it returns.</summary>
    public required FunctionResult Result { get; init; }

    /// <summary>Whether it may write.</summary>
    public required Volatility Volatility { get; init; }

    /// <summary>The settings that its definition carries (<c>SET statement_timeout = '1s'</c>), by name.</summary>
    public ImmutableArray<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>The comment in the catalog; null when there is none.</summary>
    public string? Comment { get; init; }

    /// <summary>True when it takes one parameter without a name: the whole body.</summary>
    public bool TakesBody => Parameters is [{ Name: "" }];
}
