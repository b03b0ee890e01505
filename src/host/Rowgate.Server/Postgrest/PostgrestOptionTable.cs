using System.Collections.Immutable;
using System.Globalization;

namespace Rowgate.Server.Postgrest;

/// <summary>Every option of PostgREST: the one place that the move from it and the reference are made of.</summary>
/// <remarks>Source: https://docs.postgrest.org/en/stable/references/configuration.html</remarks>
internal static class PostgrestOptionTable
{
    /// <summary>The options that are put together to one setting.</summary>
    public const string ListenNote = "host and port are one address";

    /// <summary>All options, ordered by name.</summary>
    public static ImmutableArray<PostgrestOption> All { get; } =
    [
        new("admin-server-host", "admin-listen", ListenNote),
        new("admin-server-port", "admin-listen", ListenNote),
        new("app.settings.*", "database.app-settings"),
        new("client-error-verbosity", "rest.error-verbosity", "`verbose` is `full`") { Convert = value => value == "verbose" ? "full" : value, IsStored = true },
        new("db-aggregates-enabled", "rest.aggregates", "on by default here") { Default = "false", Convert = Truth, IsStored = true },
        new("db-anon-role", "auth.anonymous-role") { Convert = TextOrNone, IsStored = true },
        new("db-channel", "database.channel"),
        new("db-channel-enabled", "database.listens") { Convert = Truth },
        new("db-config", "database.config", "off by default here") { Default = "true", Convert = Truth },
        new("db-extra-search-path", "database.extra-search-path") { IsStored = true },
        new("db-hoisted-tx-settings", "database.hoisted-settings") { IsStored = true },
        new("db-max-rows", "rest.max-rows", "0 for no bound") { Aliases = ["max-rows"], Convert = TextOrNone, IsStored = true },
        new("db-plan-enabled", "rest.plan") { Convert = Truth, IsStored = true },
        new("db-pool", "pool.size", "2 at least") { Convert = value => value == "1" ? "2" : value },
        new("db-pool-acquisition-timeout", "pool.wait") { Convert = Seconds },
        new("db-pool-automatic-recovery", null, "the server always waits for a database that is gone"),
        new("db-pool-max-idletime", "pool.idle") { Aliases = ["db-pool-timeout"], Convert = Seconds },
        new("db-pool-max-lifetime", "pool.lifetime") { Convert = Seconds },
        new("db-pre-config", "database.pre-config") { Convert = TextOrNone },
        new("db-pre-request", "database.pre-request") { Aliases = ["pre-request"], Convert = TextOrNone, IsStored = true },
        new("db-prepared-statements", "database.prepared-statements") { Convert = Truth, IsStored = true },
        new("db-root-spec", "rest.root-function") { Aliases = ["root-spec"], Convert = TextOrNone, IsStored = true },
        new("db-schemas", "database.schemas") { Aliases = ["db-schema"], IsStored = true },
        new("db-timezone-enabled", null, "`Prefer: timezone=` always works here"),
        new("db-tx-end", "rest.tx-end", "`commit-allow-override` by default here") { Default = "commit", IsStored = true },
        new("db-uri", "source", "`@FILE` reads it from a file, as there"),
        new("db-use-legacy-gucs", null, "gone from PostgREST 12 too: use `request.jwt.claims`, `request.headers` and `request.cookies`"),
        new("jwt-aud", "auth.audience") { Convert = TextOrNone, IsStored = true },
        new("jwt-cache-max-entries", "auth.cache") { Aliases = ["jwt-cache-max-size"], Convert = TextOrNone, IsStored = true },
        new("jwt-cache-max-lifetime", null, "a token is remembered until it expires; `auth.cache: 0` remembers none"),
        new("jwt-role-claim-key", "auth.role-claim") { Aliases = ["role-claim-key"], IsStored = true },
        new("jwt-secret", "auth.secret", "`@FILE` reads it from a file, as there; for keys at a URL there is `auth.keys-url`") { Convert = TextOrNone, IsStored = true },
        new("jwt-secret-is-base64", "auth.secret-is-base64") { Aliases = ["secret-is-base64"], Convert = Truth, IsStored = true },
        new("log-level", "log.level", "`crit` is `error`; requests are told at `debug`") { Convert = LogLevel },
        new("log-query", null, "SQL is not logged yet"),
        new("openapi-mode", "rest.openapi") { IsStored = true },
        new("openapi-security-active", "rest.openapi-security") { Convert = Truth, IsStored = true },
        new("openapi-server-proxy-uri", "rest.openapi-server") { Convert = TextOrNone, IsStored = true },
        new("raw-media-types", null, "gone from PostgREST 12 too: a media type handler of the schema does it"),
        new("server-cors-allowed-origins", "cors.origins", "pages on loopback addresses only by default here") { Default = "*", Convert = value => value.Length == 0 ? "*" : value, IsStored = true },
        new("server-host", "listen", ListenNote) { Default = "!4" },
        new("server-otel-enabled", null, "there is no tracing by OpenTelemetry yet"),
        new("server-port", "listen", ListenNote) { Default = "3000" },
        new("server-timing-enabled", "rest.server-timing") { Convert = Truth, IsStored = true },
        new("server-trace-header", "rest.trace-header") { Convert = TextOrNone, IsStored = true },
        new("server-unix-socket", "listen", "`unix:/run/rowgate.sock`"),
        new("server-unix-socket-mode", "socket-mode"),
        new("url-use-legacy-target-names", "rest.legacy-target-names") { Convert = Truth, IsStored = true },
    ];

    /// <summary>The option of a name, older names included; null when PostgREST has none.</summary>
    public static PostgrestOption? Find(string name) =>
        All.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name, StringComparer.Ordinal));

    private static string? TextOrNone(string value) => value.Length == 0 ? null : value;

    private static string? Truth(string value) => value.ToLowerInvariant() switch
    {
        "true" or "on" or "yes" or "1" or "enabled" => "true",
        "false" or "off" or "no" or "0" or "disabled" => "false",
        _ => value,
    };

    private static string? Seconds(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? value + "s" : value;

    private static string? LogLevel(string value) => value switch
    {
        "crit" or "error" => "error",
        "warn" => "warning",
        _ => "debug",
    };
}
