using Rowgate.Core.Positions;

namespace Rowgate.Http.Sockets;

/// <summary>What a client says on a socket.</summary>
/// <remarks>Closed: the only cases are the records beside it.</remarks>
internal abstract record ClientFrame
{
    private protected ClientFrame() { }
}

/// <summary>Follow a query.</summary>
/// <param name="Name">The name of the subscription.</param>
/// <param name="Query">Relation and query, such as <c>orders?status=eq.open</c>.</param>
/// <param name="From">Where to resume; null for a new snapshot.</param>
internal sealed record SubscribeFrame(string Name, string Query, ResumeId? From) : ClientFrame;

/// <summary>Stop following.</summary>
/// <param name="Name">The name of the subscription.</param>
internal sealed record UnsubscribeFrame(string Name) : ClientFrame;

/// <summary>A REST request.</summary>
/// <param name="Id">The client's name for it, to find the answer.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path behind the prefix, with its query.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body; empty for none.</param>
internal sealed record RequestFrame(
    string Id, string Method, string Path, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body) : ClientFrame;
