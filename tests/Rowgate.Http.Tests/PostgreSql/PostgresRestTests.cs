using Rowgate.Conformance.Rest;

namespace Rowgate.Http.Tests.PostgreSql;

/// <summary>The REST surface over PostgreSQL, whatever its version.</summary>
public abstract class PostgresRestTests(PostgresFixture front) : PostgresRestConformance
{
    protected override ValueTask<RestServer> StartAsync() => new(front.Take());
}
