namespace Rowgate.Core.Query.Syntax;

/// <summary>A query together with the relation that it is put to: <c>orders?status=eq.open</c>.</summary>
/// <param name="Relation">The relation's name as written, without a schema.</param>
/// <param name="Query">The query.</param>
public sealed record RelationQuery(string Relation, TableQuery Query);
