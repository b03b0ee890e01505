using Rowgate.Access;
using Rowgate.Core.Catalog;
using Rowgate.Gate;

namespace Rowgate.Http.OpenApi;

/// <summary>Keeps the last OpenAPI document, which only changes with the schema and the address.</summary>
internal sealed class OpenApiCache(RequestGate gate)
{
    private volatile Entry? _last;

    /// <summary>The document as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Get(DatabaseCatalog catalog, ServerAddress address)
    {
        if (_last is { } last && ReferenceEquals(last.Catalog, catalog) && last.Address == address)
            return last.Document;
        var document = OpenApiDocument.Write(
            catalog, address, gate.Product, relation => gate.MayWrite(Caller.Anonymous, relation));
        _last = new(catalog, address, document);
        return document;
    }

    private sealed record Entry(DatabaseCatalog Catalog, ServerAddress Address, ReadOnlyMemory<byte> Document);
}
