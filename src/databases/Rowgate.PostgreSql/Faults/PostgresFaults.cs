using System.Globalization;
using System.Net.Sockets;
using Npgsql;
using Rowgate.Core.Errors;

namespace Rowgate.PostgreSql.Faults;

/// <summary>What PostgreSQL's errors mean for a caller.</summary>
/// <remarks>Sources: https://docs.postgrest.org/en/stable/references/errors.html and
/// https://www.postgresql.org/docs/current/errcodes-appendix.html</remarks>
internal static class PostgresFaults
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    /// <summary>The refusal of a request that found every connection in use for too long.</summary>
    public static readonly Refusal NoFreeConnection = new(
        RefusalCode.PoolTimeout,
        "Timed out acquiring connection from connection pool.",
        Hint: "Try again. If it stays so, raise the pool's size or look for slow statements.",
        RetryAfter: RetryAfter);

    /// <summary>The refusal of every request until the schema was read once.</summary>
    public static readonly Refusal SchemaNotLoaded = new(
        RefusalCode.SchemaNotLoaded,
        "Could not query the database for the schema cache. Retrying.",
        RetryAfter: RetryAfter);

    /// <summary>The refusal of live queries on a database whose changes are polled.</summary>
    public static readonly Refusal Polled = new(
        RefusalCode.NotSupported,
        "Nothing can be followed live here: changes are captured by polling, which does not tell in which order they were made",
        Hint: "Set \"capture.mode\" to wal or trigger, or read without following.");

    /// <summary>The refusal of live queries on a database whose changes are not captured.</summary>
    public static readonly Refusal NotCaptured = new(
        RefusalCode.NotSupported,
        "Nothing can be followed here: changes are not captured",
        Hint: "Set \"capture.mode\" to auto to capture them.");

    /// <summary>True for errors that this class can turn into a refusal.</summary>
    public static bool IsKnown(Exception cause) =>
        cause is NpgsqlException or SocketException or IOException or TimeoutException || HasLostTrack(cause);

    /// <summary>The refusal for an error of the server or of the connection to it.</summary>
    /// <param name="cause">The error.</param>
    /// <param name="isAnonymous">True when the caller did not say who it is.</param>
    public static Refusal Refuse(Exception cause, bool isAnonymous) =>
        cause is PostgresException raised ? Refuse(raised, isAnonymous) : Lost(cause, RefusalCode.ConnectionLost);

    /// <summary>The refusal for an error while connecting.</summary>
    public static Refusal RefuseConnecting(Exception cause) => cause is PostgresException { SqlState: "53300" } full
        ? Refuse(full, isAnonymous: false)
        : Lost(cause, RefusalCode.NoConnection);

    private static Refusal Refuse(PostgresException cause, bool isAnonymous)
    {
        if (cause.SqlState == "PGRST")
            return RaisedFault.Read(cause);
        var status = StatusOf(cause, isAnonymous);
        var refusal = new Refusal(
            new(cause.SqlState, status),
            cause.MessageText,
            cause.Detail,
            cause.SqlState is "26000" or "42P05"
                ? "A pooler between Rowgate and the database confuses prepared statements: set \"database.prepared-statements\" to false."
                : cause.Hint,
            status == 503 ? RetryAfter : null);
        return cause.SqlState.StartsWith("PT", StringComparison.Ordinal)
            ? refusal with { Raised = new(cause.MessageText, []) }
            : refusal;
    }

    // The driver has no type of its own for a message of the server that it did not expect; its connection is broken then.
    private static bool HasLostTrack(Exception cause) => cause.GetType() == typeof(Exception) && cause.Source == "Npgsql";

    // The messages of a driver may tell where the server is; the caller is told only that it cannot be reached.
    private static Refusal Lost(Exception cause, RefusalCode code) => new(
        code,
        code == RefusalCode.NoConnection
            ? "Database connection error. Retrying the connection."
            : "The connection to the database was lost.",
        cause is PostgresException raised ? raised.MessageText : null,
        "Try again.",
        RetryAfter);

    /// <summary>The HTTP status of an error.</summary>
    private static int StatusOf(PostgresException cause, bool isAnonymous) => cause.SqlState switch
    {
        ['P', 'T', ..] when int.TryParse(cause.SqlState.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            && status is >= 100 and <= 599 => status,
        "23503" or "23505" => 409,
        "25006" => 405,
        "21000" => cause.MessageText.EndsWith("requires a WHERE clause", StringComparison.Ordinal) ? 400 : 500,
        "22023" => IsRoleMissing(cause) ? 401 : 400,
        "53400" or "26000" or "42P05" => 500,
        "57P01" or "57P02" or "57P03" => 503,
        "P0001" => 400,
        "42883" => cause.MessageText.StartsWith("function xmlagg(", StringComparison.Ordinal) ? 406 : 404,
        "42P01" => 404,
        "42P17" => 500,
        "42501" => isAnonymous ? 401 : 403,
        _ => StatusOfClass(cause.SqlState),
    };

    private static int StatusOfClass(string state) => state.Length < 2 ? 500 : state[..2] switch
    {
        "08" or "53" => 503,
        "0L" or "0P" or "28" => 403,
        "09" or "25" or "2D" or "38" or "39" or "3B" or "40" or "54" or "55" or "57" or "58" or "F0" or "HV" or "P0" or "XX" => 500,
        _ => 400,
    };

    private static bool IsRoleMissing(PostgresException cause) =>
        cause.MessageText.StartsWith("role \"", StringComparison.Ordinal)
        && cause.MessageText.EndsWith("does not exist", StringComparison.Ordinal);
}
