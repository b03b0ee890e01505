using Npgsql;
using Rowgate.Databases;
using Rowgate.PostgreSql.Faults;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Why a schema cannot be read, in words for people.</summary>
internal static class CatalogFaults
{
    /// <summary>What an exception of the connection means.</summary>
    public static DatabaseException Translate(Exception cause) => cause switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } refused => new(
            $"The database does not let Rowgate in: {refused.MessageText}.",
            "Check the role and password of \"source\". The role must have LOGIN, and pg_hba.conf must admit it.",
            isTransient: true,
            cause),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } missing => new(
            $"There is no such database: {missing.MessageText}.", "Create it, or name another one in \"source\".", isTransient: true, cause),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => new(
            "The database takes no more connections.",
            "Raise max_connections, or make \"pool.size\" smaller.",
            isTransient: true,
            cause),
        PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } early => new(
            $"The database is not ready: {early.MessageText}.", "Wait a moment.", isTransient: true, cause),
        PostgresException error => new(
            $"The schema of the database cannot be read: {error.SqlState} {error.MessageText}.",
            "Look at the database's log.",
            isTransient: true,
            cause),
        _ => HandshakeFault.Of(cause) ?? new(
            $"The database cannot be reached: {cause.Message.TrimEnd('.')}.",
            "Check the address of \"source\", and that the server runs.",
            isTransient: true,
            cause),
    };
}
