namespace Rowgate.Core.Catalog;

/// <summary>The functions behind the casts of a domain whose values look otherwise to clients than in the database.</summary>
/// <param name="ToJson">From the domain to json, for output; null when there is no such cast.</param>
/// <param name="FromJson">From json to the domain, for bodies; null when there is no such cast.</param>
/// <param name="FromText">From text to the domain, for filters; null when there is no such cast.</param>
/// <remarks>Source: https://docs.postgrest.org/en/stable/references/api/domain_representations.html</remarks>
public sealed record Representation(TableName? ToJson, TableName? FromJson, TableName? FromText);
