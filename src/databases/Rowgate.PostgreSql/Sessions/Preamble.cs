// Hot path: bench/Postgres/PostgresPointRead
using System.Collections.Concurrent;
using System.Text;
using Npgsql;
using Rowgate.Databases;
using Rowgate.PostgreSql.Configuration;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>Tells PostgreSQL, for one transaction, on whose behalf it works: one statement of <c>set_config</c> calls.</summary>
/// <remarks>Everything is local to the transaction, so that nothing of it is there for the next request. The role comes
/// last: what comes before it is set with Rowgate's own rights.</remarks>
internal sealed class Preamble(PostgresOptions options, RoleSettings roles)
{
    private static readonly string[] Names =
    [
        "search_path", "transaction_read_only", "statement_timeout", "timezone", "request.method", "request.path",
        "request.headers", "request.cookies", "request.jwt.claims", "role",
    ];

    private const int SearchPathPlace = 0;
    private const int ReadOnlyPlace = 1;
    private const int TimeoutPlace = 2;
    private const int TimeZonePlace = 3;
    private const int MethodPlace = 4;
    private const int ClaimsPlace = 8;
    private const int RolePlace = 9;

    // Most reads are these, so that shared connections begin with them, and only others say theirs.
    private const string UsualMethod = "GET";
    private const string NoCookies = "{}";

    // A function takes no more arguments than 100.
    private const int CallsAtOnce = 50;

    private readonly ConcurrentDictionary<(int Known, int Others), string> _texts = new();
    private readonly ConcurrentDictionary<string, string> _searchPaths = new(StringComparer.Ordinal);

    /// <summary>What holds on every shared connection as long as nothing else is said.</summary>
    public NpgsqlCommand ForReader()
    {
        var text = new StringBuilder(
            "SELECT set_config('search_path', $1, false), set_config('statement_timeout', $2, false), "
            + "set_config('default_transaction_read_only', 'on', false), "
            + $"set_config('request.method', '{UsualMethod}', false), set_config('request.cookies', '{NoCookies}', false)");
        var command = new NpgsqlCommand();
        command.Parameters.Add(Text(SearchPath(options.Schemas[0])));
        command.Parameters.Add(Text(Timeout));
        foreach (var (name, value) in options.AppSettings)
        {
            command.Parameters.Add(Text(name));
            command.Parameters.Add(Text(value));
            text.Append(", set_config($").Append(command.Parameters.Count - 1).Append(", $").Append(command.Parameters.Count).Append(", false)");
        }

        command.CommandText = text.ToString();
        return command;
    }

    /// <summary>What to say for one request.</summary>
    /// <param name="session">On whose behalf.</param>
    /// <param name="terms">What else holds.</param>
    /// <param name="onReader">True on a connection that only reads anyway.</param>
    public RequestSettings For(RequestSession session, SessionTerms terms, bool onReader)
    {
        var values = new string?[Names.Length];

        // Connections of a request's own are reset behind it, and behind a pooler none is ours: nothing can be said once for all.
        var sayAll = !onReader;
        if (session.Schema is { } schema && schema != options.Schemas[0])
            values[SearchPathPlace] = SearchPath(schema);
        else if (sayAll)
            values[SearchPathPlace] = SearchPath(options.Schemas[0]);
        if (terms.IsReadOnly && sayAll)
            values[ReadOnlyPlace] = "on";
        if (sayAll)
            values[TimeoutPlace] = Timeout;
        values[TimeZonePlace] = session.TimeZone;
        var facts = session.Facts;
        values[MethodPlace] = sayAll ? facts?.Method : OtherThan(UsualMethod, facts?.Method);
        values[MethodPlace + 1] = facts?.Path;
        values[MethodPlace + 2] = facts?.Headers;
        values[MethodPlace + 3] = sayAll ? facts?.Cookies : OtherThan(NoCookies, facts?.Cookies);
        values[ClaimsPlace] = session.Claims;
        values[RolePlace] = session.Role;
        return Write(values, terms, roles.Of(session.Role), sayAll);
    }

    // What is not a request of a client has neither.
    private static string? OtherThan(string usual, string? value) => value == usual ? null : value ?? "";

    private string Timeout =>
        ((long)options.StatementTimeMax.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private RequestSettings Write(string?[] values, SessionTerms terms, RoleSettings.Settings role, bool sayAll)
    {
        var parameters = new List<string>(Names.Length);
        if (sayAll)
            AddPairs(parameters, options.AppSettings.Select(pair => (pair.Key, pair.Value)));
        AddPairs(parameters, role.Values);
        if (!terms.Settings.IsDefaultOrEmpty)
            AddPairs(parameters, terms.Settings);
        var others = parameters.Count / 2;
        var known = 0;
        for (var place = 0; place < values.Length; place++)
        {
            if (values[place] is not { } value)
                continue;
            known |= 1 << place;
            parameters.Add(value);
        }

        return parameters.Count == 0
            ? RequestSettings.None
            : new(_texts.GetOrAdd((known, others), static key => TextOf(key.Known, key.Others)), [.. parameters]);
    }

    // Their results are not needed, and num_nulls turns them into one small number. It evaluates all of them, in order.
    private static string TextOf(int known, int others)
    {
        const int Early = (1 << TimeZonePlace) - 1;
        var calls = new List<string>();
        var number = others * 2;
        AddKnown(calls, known & Early, ref number);

        // Behind the timeout of all requests, so that a role or a function may have its own; in front of what the client wants.
        for (var pair = 0; pair < others; pair++)
            calls.Add($"set_config(${(pair * 2) + 1}, ${(pair * 2) + 2}, true)");
        AddKnown(calls, known & ~Early, ref number);
        return "SELECT " + string.Join(", ", calls.Chunk(CallsAtOnce).Select(some => $"num_nulls({string.Join(", ", some)})"));
    }

    private static void AddKnown(List<string> calls, int known, ref int number)
    {
        for (var place = 0; place < Names.Length; place++)
        {
            if ((known & (1 << place)) != 0)
                calls.Add($"set_config('{Names[place]}', ${++number}, true)");
        }
    }

    private string SearchPath(string schema) =>
        _searchPaths.GetOrAdd(
            schema,
            static (first, extra) => string.Join(
                ", ", extra.Prepend(first).Distinct(StringComparer.Ordinal).Select(Sql.SqlName.Quote)),
            options.ExtraSearchPath);

    private static void AddPairs(List<string> parameters, IEnumerable<(string Name, string Value)> pairs)
    {
        foreach (var (name, value) in pairs)
        {
            parameters.Add(name);
            parameters.Add(value);
        }
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };
}
