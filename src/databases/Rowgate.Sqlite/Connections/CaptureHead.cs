using System.Runtime.CompilerServices;
using System.Text;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;
using Rowgate.SqliteEngine;

namespace Rowgate.Sqlite.Connections;

/// <summary>The one row in which capture's triggers count changes; absent while the source is not captured.</summary>
/// <remarks><c>_rowgate_head(id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL, actor TEXT)</c>.</remarks>
internal static class CaptureHead
{
    private const string LastSql = "SELECT last FROM main._rowgate_head WHERE id = 1";

    // Asking costs a statement, so each connection remembers the answer for as long as the schema stays.
    private static readonly ConditionalWeakTable<SqliteConnection, Known> ByConnection = [];

    /// <summary>True when the source is captured.</summary>
    public static bool Exists(SqliteConnection connection)
    {
        var known = ByConnection.GetOrCreateValue(connection);
        var version = connection.QueryInteger("PRAGMA schema_version")!.Value;
        if (known.Version != version)
        {
            known.Exists = connection.QueryInteger(
                "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = '_rowgate_head'") is not null;
            known.Version = version;
        }

        return known.Exists;
    }

    /// <summary>The last captured change that this connection sees; null when the source is not captured.</summary>
    public static SourcePosition? Last(SqliteConnection connection) =>
        Exists(connection) && connection.QueryInteger(LastSql) is { } last ? new((ulong)last) : null;

    /// <summary>Says who makes the changes that follow in this transaction; null for nobody that we know.</summary>
    public static void SetActor(SqliteConnection connection, Actor? actor)
    {
        using var statement = connection.Prepare("UPDATE main._rowgate_head SET actor = ?1 WHERE id = 1");
        statement.Bind(1, actor is null ? null : Json(actor));
        statement.Step();
    }

    private static string Json(Actor actor)
    {
        var json = new System.Buffers.ArrayBufferWriter<byte>();
        System.Buffers.BuffersExtensions.Write(json, "{\"service\":"u8);
        LiteralWriter.WriteText(json, Encoding.UTF8.GetBytes(actor.Service));
        System.Buffers.BuffersExtensions.Write(json, ",\"request\":"u8);
        LiteralWriter.WriteText(json, Encoding.UTF8.GetBytes(actor.Request));
        System.Buffers.BuffersExtensions.Write(json, "}"u8);
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private sealed class Known
    {
        public long Version { get; set; } = -1;

        public bool Exists { get; set; }
    }
}
