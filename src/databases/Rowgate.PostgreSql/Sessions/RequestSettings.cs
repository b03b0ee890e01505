// Hot path: bench/Postgres/PostgresPointRead
using Npgsql;
using NpgsqlTypes;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>The settings that a transaction is told for one request: a statement of <c>set_config</c> calls.</summary>
/// <remarks>Two are equal when they tell the same, so that a transaction told one of them needs not be told the other.</remarks>
/// <param name="text">The statement; one object for all of its shape.</param>
/// <param name="values">Its parameters.</param>
internal sealed class RequestSettings(string text, string[] values) : IEquatable<RequestSettings>
{
    /// <summary>Nothing to tell.</summary>
    public static readonly RequestSettings None = new("", []);

    private readonly int _hash = HashOf(text, values);

    /// <summary>True when there is nothing to tell.</summary>
    public bool IsEmpty => values.Length == 0;

    /// <summary>The statement as part of a batch; each call gives a new one.</summary>
    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text });
        return command;
    }

    /// <inheritdoc/>
    public bool Equals(RequestSettings? other) => other is not null && text == other.Text && values.AsSpan().SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RequestSettings);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    private string Text => text;

    private string[] Values => values;

    private static int HashOf(string text, string[] values)
    {
        var hash = default(HashCode);
        hash.Add(text.Length);
        foreach (var value in values)
            hash.Add(value, StringComparer.Ordinal);
        return hash.ToHashCode();
    }
}
