// Hot path: bench/Postgres/PostgresPointRead
using System.Collections.Concurrent;
using System.Globalization;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>Remembers which statements may be prepared on a shared connection: those that ran before for a role.</summary>
/// <remarks>
/// Npgsql 10.0.0 notes a statement as prepared when the server has parsed it. When the run that prepares it then fails before the
/// server describes its result, because a value cannot be read or the role may not, the next run of that text finds rows where it
/// expects none, and the connection breaks with everything that is under way on it. So a text that may fail there is made one of
/// its own, which the driver never sees twice and so never prepares.
/// </remarks>
internal sealed class ProvenStatements
{
    private const int StatementsMax = 8192;

    private readonly ConcurrentDictionary<(string Text, string? Role), bool> _proven = new();
    private long _runs;

    /// <summary>True when a statement ran before for a role.</summary>
    public bool Contains(string text, string? role) => _proven.ContainsKey((text, role));

    /// <summary>The text to run.</summary>
    /// <param name="text">The statement.</param>
    /// <param name="role">The role it runs as.</param>
    /// <param name="isWellFormed">True when its values are known to be read by their types.</param>
    public string TextOf(string text, string? role, bool isWellFormed) =>
        isWellFormed && Contains(text, role)
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text} --{Interlocked.Increment(ref _runs)}");

    /// <summary>Takes note that it ran.</summary>
    public void Ran(string text, string? role)
    {
        if (_proven.Count >= StatementsMax)
            _proven.Clear();
        _proven.TryAdd((text, role), true);
    }

    /// <summary>Takes note that it failed.</summary>
    public void Failed(string text, string? role) => _proven.TryRemove((text, role), out _);
}
