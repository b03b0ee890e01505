namespace Rowgate.Core.Catalog;

/// <summary>A way to render rows or a function's value that the schema itself defines, by a domain named like a media type.</summary>
/// <param name="MediaType">The media type, such as <c>text/html</c>; <c>*/*</c> for any.</param>
/// <param name="Aggregate">The aggregate that renders rows; null when it is a function whose value is served as it is.</param>
/// <param name="Relation">The only relation whose rows it renders; null for any.</param>
/// <param name="Function">The function whose value is of that domain; null for an aggregate.</param>
/// <remarks>Source: https://docs.postgrest.org/en/stable/references/api/media_type_handlers.html</remarks>
public sealed record MediaHandler(string MediaType, TableName? Aggregate, TableName? Relation, TableName? Function);
