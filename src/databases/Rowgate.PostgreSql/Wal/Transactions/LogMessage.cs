using Rowgate.Core.Changes;
using Rowgate.PostgreSql.Wal.Protocol;

namespace Rowgate.PostgreSql.Wal.Transactions;

/// <summary>A message that somebody wrote into the log with <c>pg_logical_emit_message</c>.</summary>
/// <param name="IsTransactional">True when it belongs to a transaction.</param>
/// <param name="Lsn">Where it is in the log.</param>
/// <param name="Prefix">Who it is meant for.</param>
/// <param name="Content">The bytes.</param>
internal sealed record LogMessage(bool IsTransactional, ulong Lsn, string Prefix, byte[] Content)
{
    /// <summary>The gate says who makes a transaction.</summary>
    public const string ActorPrefix = "rowgate";

    /// <summary>Moves the log on; not a change.</summary>
    public const string HeartbeatPrefix = "rowgate-heartbeat";

    /// <summary>Says that a table is captured from here on, has another shape, or is gone.</summary>
    public const string SchemaPrefix = "rowgate-schema";

    /// <summary>Reads the message behind its type (and transaction id).</summary>
    public static LogMessage Read(MessageReader reader)
    {
        var flags = reader.Byte();
        var lsn = reader.UInt64();
        var prefix = reader.Text();
        return new((flags & 1) != 0, lsn, prefix, reader.Bytes(reader.Int32()).ToArray());
    }

    /// <summary>The actor that the content names; null when it names none.</summary>
    public Actor? ReadActor() => Actor.Read(Content);
}
