using Npgsql;
using NpgsqlTypes;

namespace Rowgate.PostgreSql.Reading;

/// <summary>A read as SQL.</summary>
/// <param name="Text">One SELECT. Its last column is what is shown: text, json or bytes.</param>
/// <param name="Values">The parameters, in the server's text form.</param>
internal sealed record ReadStatement(string Text, IReadOnlyList<string?> Values)
{
    /// <summary>True when a column with the number of all rows comes first; then there is one row at least, and what it shows
    /// is null when there is none.</summary>
    public bool HasTotal { get; init; }

    /// <summary>The first line of the result, to be shown before the rows if there are any; null for none.</summary>
    public string? Header { get; init; }

    /// <summary>What stands between rows.</summary>
    public byte Separator { get; init; } = (byte)',';

    /// <summary>True when all rows are parts of one.</summary>
    public bool IsOneRow { get; init; }

    /// <summary>An EXPLAIN whose planned rows are the total, or take part in it; null when the planner is not asked.</summary>
    public ReadStatement? Estimate { get; init; }

    /// <summary>How far rows were counted before the planner is believed; null when the count is the total.</summary>
    public long? CountedMax { get; init; }

    /// <summary>True when the plan says that only a few rows are looked at.</summary>
    public bool IsKeyLookup { get; init; }

    /// <summary>True when it may run code of the database's own: then it shares no connection, and what it wants of the response
    /// is known at its end.</summary>
    public bool RunsCode { get; init; }

    /// <summary>What the first parameter holds in place of its value; null for none.</summary>
    public (ReadOnlyMemory<byte> Bytes, NpgsqlDbType Type)? Body { get; init; }

    /// <summary>True when its values are known to be read by their types.</summary>
    public bool IsWellFormed { get; init; }

    /// <summary>The statement as part of a batch; each call gives a new one.</summary>
    /// <param name="text">Its text, when it is to be another one that says the same.</param>
    public NpgsqlBatchCommand ToCommand(string? text = null)
    {
        var command = ReadSql.Command(text ?? Text, Values);
        if (Body is { } body)
            command.Parameters[0] = new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = body.Type, TypedValue = body.Bytes };
        return command;
    }
}
