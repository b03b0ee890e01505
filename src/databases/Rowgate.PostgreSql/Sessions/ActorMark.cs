using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Rowgate.Core.Changes;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>Leaves in a transaction who makes it, for capture to find.</summary>
/// <remarks>As the setting <c>rowgate.actor</c>, which triggers can read; and when the log is captured, as a message in it with
/// the prefix <c>rowgate</c>. Both hold <c>{"service":…,"request":…}</c>.</remarks>
internal sealed class ActorMark
{
    private const string Setting = "SELECT set_config('rowgate.actor', $1, true)";
    private const string SettingAndMessage = Setting + ", pg_catalog.pg_logical_emit_message(true, 'rowgate', $1)";

    private const string MayEmit =
        """
        SELECT bool_or(has_function_privilege(oid, 'EXECUTE')) FROM pg_catalog.pg_proc
        WHERE proname = 'pg_logical_emit_message' AND pronamespace = 'pg_catalog'::regnamespace AND proargtypes[1] = 'text'::regtype
        """;

    private bool? _mayEmit;

    /// <summary>True when capture reads the log, so that the message is worth its place there.</summary>
    public bool IsLogCaptured { get; set; }

    /// <summary>Puts the mark into a transaction.</summary>
    /// <param name="batch">The batch whose first statement it becomes, or the second one behind <c>BEGIN</c>: it is left with
    /// Rowgate's own rights, before the role is another one.</param>
    /// <param name="actor">Who.</param>
    /// <param name="connection">Where the batch will run.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async ValueTask AddAsync(NpgsqlBatch batch, Actor actor, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // A server whose owner took the right away is still written to; only the log does not tell who did it.
        if (IsLogCaptured && _mayEmit is null)
        {
            await using var ask = new NpgsqlCommand(MayEmit, connection);
            _mayEmit = await ask.ExecuteScalarAsync(cancellationToken) is true;
        }

        var command = new NpgsqlBatchCommand(IsLogCaptured && _mayEmit == true ? SettingAndMessage : Setting);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Json(actor), NpgsqlDbType = NpgsqlDbType.Text });
        var commands = batch.BatchCommands;
        commands.Insert(commands is [{ CommandText: var first }, ..] && first.StartsWith("BEGIN", StringComparison.Ordinal) ? 1 : 0, command);
    }

    private static string Json(Actor actor) =>
        $"{{\"service\":\"{JsonEncodedText.Encode(actor.Service)}\",\"request\":\"{JsonEncodedText.Encode(actor.Request)}\"}}";
}
