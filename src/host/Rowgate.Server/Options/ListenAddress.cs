using System.Globalization;
using System.Net;

namespace Rowgate.Server.Options;

/// <summary>An address to accept connections on: <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>, <c>localhost:8080</c>, <c>*:80</c>,
/// <c>unix:/run/rowgate.sock</c>.</summary>
/// <param name="Host">An IP address without brackets, <c>localhost</c>, <c>*</c> for every address of the machine, or the path
/// of a Unix socket.</param>
/// <param name="Port">0 to 65535; 0 lets the system choose a free one, and stands for a Unix socket too.</param>
public sealed record ListenAddress(string Host, int Port)
{
    private const string UnixScheme = "unix:";

    /// <summary>True for a Unix socket.</summary>
    public bool IsUnix => Host.StartsWith('/');

    /// <summary>True when only processes on the same machine can connect.</summary>
    public bool IsLoopback =>
        IsUnix || Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads the text form. The port must be there; names other than <c>localhost</c> are not looked up.</summary>
    public static bool TryParse(string text, out ListenAddress? address)
    {
        address = null;
        if (text.StartsWith(UnixScheme + "/", StringComparison.Ordinal))
        {
            address = new(text[UnixScheme.Length..], 0);
            return true;
        }

        var colon = text.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
            return false;
        var host = text[..colon];
        var bare = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        // An IPv6 address needs its brackets: without them the last group could be taken for the port.
        var isValid = bare is "localhost" or "*" || (IPAddress.TryParse(bare, out _) && bare.Contains(':') == (bare != host));
        address = isValid ? new(bare, port) : null;
        return isValid;
    }

    /// <summary>The text form.</summary>
    public override string ToString() =>
        IsUnix ? UnixScheme + Host
        : string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");
}
