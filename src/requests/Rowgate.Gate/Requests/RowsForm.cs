using System.Runtime.InteropServices;
using Rowgate.Core.Catalog;
using Rowgate.Databases;

namespace Rowgate.Gate.Requests;

/// <summary>How the database is to render rows.</summary>
/// <param name="Rendering">What the bytes are.</param>
/// <param name="Handler">What renders them when the schema itself does; else null.</param>
/// <param name="Explain">How to explain the statement, when that is wanted.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RowsForm(
    RowRendering Rendering = RowRendering.Json, MediaHandler? Handler = null, ExplainOptions Explain = default);
