using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rowgate.Http.Configuration;

namespace Rowgate.Http;

/// <summary>Sets the limits of the server.</summary>
public static class KestrelLimits
{
    extension(KestrelServerOptions kestrel)
    {
        /// <summary>Sets the limits of the server so that what is too large reaches the front, which answers with an error
        /// body. What the server itself refuses (headers, malformed requests) has none.</summary>
        public void UseRowgateLimits(HttpOptions options)
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = options.UrlBytesMax * 2 + (8 << 10);
            kestrel.Limits.MaxRequestHeadersTotalSize = options.HeaderBytesMax;
            kestrel.Limits.MaxRequestBodySize = options.BodyBytesMax;

            // The server cannot take more into a buffer than that, and refuses a smaller one than the request line.
            kestrel.Limits.MaxRequestBufferSize =
                Math.Max(kestrel.Limits.MaxRequestBufferSize ?? 0, kestrel.Limits.MaxRequestLineSize + options.HeaderBytesMax);
        }
    }
}
