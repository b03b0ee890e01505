using System.Text.Json;

namespace Rowgate.Core.Values;

/// <summary>How deep JSON may be nested.</summary>
public static class JsonDepth
{
    /// <summary>What clients may send. As deep as SQLite's documents; editors nest theirs by the hundred.</summary>
    public const int SentMax = 1000;

    /// <summary>What a database holds is read whatever its depth: PostgreSQL's limit is its stack, more than ten thousand levels.</summary>
    public static readonly JsonReaderOptions Any = new() { MaxDepth = int.MaxValue };

    /// <summary>The same for whole documents.</summary>
    public static readonly JsonDocumentOptions AnyDocument = new() { MaxDepth = int.MaxValue };
}
