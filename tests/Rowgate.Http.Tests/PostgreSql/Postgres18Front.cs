namespace Rowgate.Http.Tests.PostgreSql;

/// <summary>The front over PostgreSQL 18.</summary>
public sealed class Postgres18Front() : PostgresFixture(18);
