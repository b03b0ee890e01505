using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;
using Rowgate.Databases;

namespace Rowgate.PostgreSql.Faults;

/// <summary>Why no encrypted connection came about, in words for people.</summary>
internal static class HandshakeFault
{
    /// <summary>What an exception means that is about certificates.</summary>
    /// <returns>Null when it is about something else.</returns>
    public static DatabaseException? Of(Exception cause) => cause switch
    {
        FileNotFoundException or DirectoryNotFoundException or CryptographicException => Unreadable(cause),
        NpgsqlException { InnerException: FileNotFoundException or DirectoryNotFoundException or CryptographicException } => Unreadable(cause.InnerException!),
        NpgsqlException { InnerException: AuthenticationException } => new(
            "The certificate of the database is not accepted: another authority than expected signed it, or it is for another host.",
            "sslrootcert must name the certificate of the authority that signed it; with sslmode=verify-full the address must name "
            + "the host as the certificate does.",
            isTransient: true,
            cause),
        _ => null,
    };

    private static DatabaseException Unreadable(Exception cause) => new(
        $"A certificate of ours cannot be read: {cause.Message.TrimEnd('.')}.",
        "Check the files that sslrootcert, sslcert and sslkey name.",
        isTransient: true,
        cause);
}
