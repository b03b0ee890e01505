using Rowgate.Conformance.Rest;

namespace Rowgate.Http.Tests;

/// <summary>The REST surface over SQLite.</summary>
public sealed class SqliteRestTests : RestConformance
{
    protected override async ValueTask<RestServer> StartAsync() => await TestServer.StartAsync();
}
