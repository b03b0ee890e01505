using System.Collections.Immutable;

namespace Rowgate.Core.Query.Syntax;

/// <summary>What the URL of a call says: arguments of the function, and a query on the rows it returns.</summary>
/// <param name="Query">Select list, filters, order and page of the result.</param>
/// <param name="Arguments">Names and values as written, in order; a name may come several times.</param>
public sealed record CallQuery(TableQuery Query, ImmutableArray<(string Name, string Value)> Arguments);
