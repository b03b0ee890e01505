namespace Rowgate.PostgreSql.Wal.Protocol;

/// <summary>The first byte of a message of pgoutput.</summary>
/// <remarks>Source: https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html</remarks>
internal static class MessageType
{
    public const byte Begin = (byte)'B';
    public const byte Commit = (byte)'C';
    public const byte Origin = (byte)'O';
    public const byte Relation = (byte)'R';
    public const byte Type = (byte)'Y';
    public const byte Insert = (byte)'I';
    public const byte Update = (byte)'U';
    public const byte Delete = (byte)'D';
    public const byte Truncate = (byte)'T';
    public const byte Message = (byte)'M';
    public const byte StreamStart = (byte)'S';
    public const byte StreamStop = (byte)'E';
    public const byte StreamCommit = (byte)'c';
    public const byte StreamAbort = (byte)'A';
}
