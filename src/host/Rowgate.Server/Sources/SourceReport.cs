using Rowgate.Core.Catalog;
using Rowgate.Databases;

namespace Rowgate.Server.Sources;

/// <summary>What a source is, and what capture would do on it.</summary>
/// <param name="Product">Product and version.</param>
/// <param name="Catalog">Its relations.</param>
/// <param name="Capture">What capture would do.</param>
public sealed record SourceReport(string Product, DatabaseCatalog Catalog, CapturePreview Capture);
