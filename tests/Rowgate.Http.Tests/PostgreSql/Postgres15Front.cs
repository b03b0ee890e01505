namespace Rowgate.Http.Tests.PostgreSql;

/// <summary>The front over PostgreSQL 15.</summary>
public sealed class Postgres15Front() : PostgresFixture(15);
