using System.Net.Sockets;
using Npgsql;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Faults;

/// <summary>What can go wrong on a connection of capture, whichever way it captures, in words for people.</summary>
internal static class ConnectionFaults
{
    /// <summary>True for what <see cref="Translate"/> has words for.</summary>
    public static bool IsKnown(Exception cause) => cause is NpgsqlException or SocketException or IOException or TimeoutException;

    /// <summary>What an exception means.</summary>
    public static DatabaseException Translate(Exception cause) => cause switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } denied => new(
            $"The database refused capture: {denied.MessageText}.",
            "Run `rowgate check`: it says what to grant.",
            isTransient: false,
            cause),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => new(
            "The database takes no more connections.",
            "Capture needs up to three. Raise max_connections, or leave room by a smaller pool.",
            isTransient: true,
            cause),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => new(
            "A table is in use by a long transaction, so capture cannot look after it now.",
            "Capture tries again by itself.",
            isTransient: true,
            cause),
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } bytes => new(
            $"The database holds text that cannot be told as UTF-8: {bytes.MessageText}.",
            "A database in SQL_ASCII takes any bytes. Mend the row by an UPDATE; then run `rowgate capture remove`, as its old text is still "
            + "among the changes. Capture begins anew behind it.",
            isTransient: false,
            cause),
        PostgresException error => new(
            $"Capture was interrupted by the database: {error.SqlState} {error.MessageText}.",
            "It starts again by itself. If this repeats, look at the database's log.",
            isTransient: true,
            cause),
        _ => HandshakeFault.Of(cause) ?? new(
            $"The connection of capture broke: {cause.Message}.",
            "Capture starts again by itself, and nothing is lost.",
            isTransient: true,
            cause),
    };
}
