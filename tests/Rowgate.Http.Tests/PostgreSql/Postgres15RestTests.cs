namespace Rowgate.Http.Tests.PostgreSql;

/// <summary>The REST surface over PostgreSQL 15.</summary>
public sealed class Postgres15RestTests(Postgres15Front front) : PostgresRestTests(front), IClassFixture<Postgres15Front>;
