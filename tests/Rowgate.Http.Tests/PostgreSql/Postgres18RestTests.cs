namespace Rowgate.Http.Tests.PostgreSql;

/// <summary>The REST surface over PostgreSQL 18.</summary>
public sealed class Postgres18RestTests(Postgres18Front front) : PostgresRestTests(front), IClassFixture<Postgres18Front>;
