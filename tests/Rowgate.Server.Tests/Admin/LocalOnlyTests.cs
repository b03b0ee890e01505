using System.Net;
using Microsoft.AspNetCore.Http;
using Rowgate.Core.Errors;
using Rowgate.Server.Admin;

namespace Rowgate.Server.Tests.Admin;

public sealed class LocalOnlyTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", null, true)]
    [InlineData("::1", "::1", null, true)]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1", null, true)]
    [InlineData("192.0.2.1", "192.0.2.9", null, false)]
    [InlineData("192.0.2.1", "127.0.0.1", null, false)]
    [InlineData("127.0.0.1", "192.0.2.1", null, false)]
    [InlineData(null, null, null, false)]
    [InlineData("127.0.0.1", "127.0.0.1", "X-Forwarded-For", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "Forwarded", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "X-Real-IP", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "X-Forwarded-Host", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "X-Forwarded-Proto", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "Via", false)]
    public void Only_a_direct_connection_within_the_machine_is_local(string? remote, string? local, string? header, bool isLocal)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = remote is null ? null : IPAddress.Parse(remote);
        context.Connection.LocalIpAddress = local is null ? null : IPAddress.Parse(local);
        if (header is not null)
            context.Request.Headers[header] = "203.0.113.7";

        Assert.Equal(isLocal ? null : RefusalCode.LocalOnly, LocalOnly.Check(context)?.Code);
    }
}
