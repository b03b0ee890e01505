using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>A catalog as it was read.</summary>
/// <param name="Catalog">The catalog.</param>
/// <param name="Fingerprint">Equal for catalogs of equal content, whatever their versions.</param>
/// <param name="ServerVersion">The server's version, such as <c>15.13 (Debian 15.13-0+deb12u1)</c>.</param>
internal sealed record CatalogReading(DatabaseCatalog Catalog, string Fingerprint, string ServerVersion)
{
    /// <summary>True when rows can be made GeoJSON.</summary>
    public bool MakesGeoJson { get; init; }

    /// <summary>True when values of every type have the same text in a read as in a captured row.</summary>
    public bool PrintsAsCapture { get; init; }
}
