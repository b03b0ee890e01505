using System.Net;

namespace Rowgate.Http.Guard;

/// <summary>Tells the names of this machine from all others.</summary>
internal static class LoopbackNames
{
    /// <summary>True for <c>localhost</c>, names under it, and loopback addresses.</summary>
    /// <param name="host">A host name or address without port; an IPv6 address may be in brackets.</param>
    public static bool Contains(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.AsSpan().Trim("[]"), out var address) && IPAddress.IsLoopback(address));
}
