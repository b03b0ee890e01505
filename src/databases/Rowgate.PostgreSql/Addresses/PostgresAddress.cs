namespace Rowgate.PostgreSql.Addresses;

/// <summary>Where a PostgreSQL database is.</summary>
/// <param name="ConnectionString">Npgsql's connection string. May hold a password: never logged, never in an error.</param>
/// <param name="Shown">The address for people, without password.</param>
public sealed record PostgresAddress(string ConnectionString, string Shown)
{
    /// <summary>The address for people, without password.</summary>
    public override string ToString() => Shown;
}
