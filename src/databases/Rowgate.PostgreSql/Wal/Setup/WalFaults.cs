using System.Globalization;
using Npgsql;
using Rowgate.Databases;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Wal.Tables;

namespace Rowgate.PostgreSql.Wal.Setup;

/// <summary>What can go wrong with capture from the log, in words for people.</summary>
internal static class WalFaults
{
    // The error numbers of Linux, which is what .NET tells there: ENOSPC, EDQUOT.
    private const int NoSpace = 28;
    private const int QuotaReached = 122;
    private const int NamesMax = 20;

    /// <summary>True for what <see cref="Translate"/> has words for.</summary>
    public static bool IsKnown(Exception cause) =>
        ConnectionFaults.IsKnown(cause)
        || cause is UnauthorizedAccessException or InvalidDataException or OperationCanceledException or ObjectDisposedException;

    /// <summary>What an exception of the connection or of the spool means.</summary>
    public static DatabaseException Translate(Exception cause) => cause switch
    {
        PostgresException { SqlState: PostgresErrorCodes.ObjectInUse } => InUse(cause),
        PostgresException { SqlState: PostgresErrorCodes.ProtocolViolation } refused
            when refused.MessageText.Contains("startup parameter", StringComparison.Ordinal) => Pooled(cause),
        PostgresException { SqlState: PostgresErrorCodes.ConfigurationLimitExceeded } limit => new(
            $"The database has no room for capture: {limit.MessageText}.",
            "Raise max_replication_slots and max_wal_senders, or drop a slot that nobody uses: SELECT * FROM pg_replication_slots.",
            isTransient: true,
            cause),
        IOException { HResult: NoSpace or QuotaReached } full => new(
            $"There is no room in the spool folder: {full.Message}.",
            "Free space there. Nothing is lost: the database sends the transactions again.",
            isTransient: true,
            cause),
        UnauthorizedAccessException => new(
            $"The spool folder cannot be written: {cause.Message}.",
            "Give Rowgate's user the right to write there.",
            isTransient: false,
            cause),
        _ => ConnectionFaults.Translate(cause),
    };

    public static DatabaseException InUse(Exception? cause = null) =>
        new(
            "The replication slot is in use by another connection.",
            "It may be an old one that the server has not given up yet: capture tries again. If another Rowgate follows this "
            + "database, give one of them another capture name.",
            isTransient: true,
            cause);

    public static DatabaseException Pooled(Exception? cause = null) =>
        new(
            "A pooler stands between Rowgate and the database: the log cannot be read through it.",
            "Set database.direct-source to the address of the database itself; requests go on through the pooler.",
            isTransient: false,
            cause);

    public static DatabaseException NotLogical(string level) =>
        new(
            $"The database's wal_level is {level}: its log does not hold what capture needs.",
            "Run ALTER SYSTEM SET wal_level = logical, and restart the server. Or use capture mode trigger.",
            isTransient: false);

    public static DatabaseException NoReplicationRight(string role) =>
        new(
            $"The role {role} may not read the log.",
            $"Run ALTER ROLE \"{role}\" REPLICATION as a superuser. Or use capture mode trigger.",
            isTransient: false);

    public static DatabaseException NoRoom(string what, long used, long max, string setting) =>
        new(
            $"The database has no {what} left: {Text(used)} of {Text(max)} are in use.",
            $"Raise {setting}, or free one: SELECT * FROM pg_replication_slots shows who uses them.",
            isTransient: true);

    /// <summary>The names of tables for one sentence: of many only the first.</summary>
    public static string Names(IReadOnlyList<CapturedRelation> tables) =>
        string.Join(", ", tables.Take(NamesMax).Select(table => table.Name))
        + (tables.Count > NamesMax ? $" and {Text(tables.Count - NamesMax)} more" : "");

    public static DatabaseException NotOwned(string role, IEnumerable<string> tables)
    {
        var names = string.Join(", ", tables);
        return new(
            $"The role {role} does not own {names}: only an owner can publish a table's changes.",
            $"Run GRANT <owner> TO \"{role}\" as a superuser, or exclude the tables from capture.",
            isTransient: false);
    }

    public static DatabaseException Blocked(string what, IReadOnlyList<string> blockers) =>
        new(
            $"{what} while older transactions run" + (blockers.Count == 0 ? "." : $": {string.Join("; ", blockers)}."),
            "End them (COMMIT PREPARED or ROLLBACK PREPARED, pg_terminate_backend). Capture tries again by itself.",
            isTransient: true);

    public static DatabaseException Damaged(string publication, string damage) =>
        new(
            $"Somebody changed the publication {publication}. {damage}",
            "It is mended, and capture begins anew behind a gap. What is captured is said in the configuration (capture.exclude), "
            + "not in the publication.",
            isTransient: true);

    public static DatabaseException Foreign(string slot, string what) =>
        new(
            $"The replication slot {slot} belongs to {what}.",
            "Give capture another name, or drop the slot if nobody needs it.",
            isTransient: false);

    public static DatabaseException OlderCopy(ulong after, ulong end) =>
        new(
            $"The journal holds changes up to {Lsn(after)}, but the log of this database ends at {Lsn(end)}: it is an older copy, or another one.",
            "Put back the database or the journal that belongs to it. Or begin with an empty journal.",
            isTransient: false);

    private static string Lsn(ulong value) => string.Create(CultureInfo.InvariantCulture, $"{value >> 32:X}/{(uint)value:X}");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
