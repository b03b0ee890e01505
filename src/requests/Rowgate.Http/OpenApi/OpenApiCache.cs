using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Gate;

namespace Rowgate.Http.OpenApi;

/// <summary>Keeps the last OpenAPI document, which only changes with the schema, the address and the role.</summary>
internal sealed class OpenApiCache(RequestGate gate)
{
    private volatile Entry? _last;

    /// <summary>The document as UTF-8 JSON.</summary>
    /// <param name="catalog">What is described.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="subject">Which part, and how.</param>
    public ReadOnlyMemory<byte> Get(DatabaseCatalog catalog, Caller caller, OpenApiSubject subject)
    {
        if (_last is { } last && ReferenceEquals(last.Catalog, catalog) && last.Role == caller.Role && last.Subject == subject)
            return last.Document;
        var content = OpenApiContent.Of(
            catalog,
            subject.Schema,
            relation => gate.MayWrite(caller, relation),
            hasSqlIntegers: gate.Product.StartsWith("PostgreSQL", StringComparison.Ordinal));
        var document = OpenApiDocument.Write(content, subject, gate.Product, catalog.SchemaComments.GetValueOrDefault(subject.Schema));
        _last = new(catalog, caller.Role, subject, document);
        return document;
    }

    private sealed record Entry(DatabaseCatalog Catalog, string Role, OpenApiSubject Subject, ReadOnlyMemory<byte> Document);
}
