using System.Collections.Immutable;

namespace Rowgate.Server.Options;

public sealed record DatabaseOptions
{
    [Setting("direct-source", "The address of the PostgreSQL database itself, where `source` is that of a pooler. Capture and listening use it.", Default = "the one of `source`", Example = "postgres://app@db/shop")]
    public SourceAddress? DirectSource { get; init; }

    [Setting("schemas", "The schemas that are served; the first is the one of requests that name none.")]
    public ImmutableArray<string> Schemas { get; init; } = ["public"];

    [Setting("extra-search-path", "Schemas that are searched behind the one of the request, for functions and operators. They are not served.")]
    public ImmutableArray<string> ExtraSearchPath { get; init; } = ["public"];

    [Setting("pre-request", "A function to call before the statement of each request, as `schema.name`.", Default = "none", Example = "api.check_request")]
    public string? PreRequest { get; init; }

    [Setting("config", "Whether settings are also taken from the database, where `ALTER ROLE … SET pgrst.db_schemas = '…'` keeps them under PostgREST's names. They win over the file and the environment. The server starts when it has read them, and reads them again with the configuration.")]
    public bool Config { get; init; }

    [Setting("pre-config", "A function to call before such settings are read, as `schema.name`: it may set them, with `set_config('pgrst.db_schemas', …, true)`.", Default = "the one that `pgrst.db_pre_config` names, if any", Example = "private.configure")]
    public string? PreConfig { get; init; }

    [Setting("hoisted-settings", "The settings of a function that hold for its whole transaction.")]
    public ImmutableArray<string> HoistedSettings { get; init; } =
        ["statement_timeout", "plan_filter.statement_cost_limit", "default_transaction_isolation"];

    [Setting("app-settings", "Settings that SQL may read: `{ tax: 19 }` is `current_setting('app.settings.tax')`.", Default = "none", Example = "{ tax: 19 }", IsSecret = true)]
    public ImmutableDictionary<string, string> AppSettings { get; init; } = ImmutableDictionary<string, string>.Empty;

    [Setting("statement-timeout", "How long the statement of a request may run. 0 for the database's own limit.", Min = "0")]
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    [Setting("spool-max", "How much of large results may wait in temporary files until clients take it, all together. Connections are held beyond that.", Min = "0")]
    public ByteSize SpoolMax { get; init; } = new(4L << 30);

    [Setting("prepared-statements", "Whether statements are prepared. Set it to false behind a pooler in transaction mode.")]
    public bool PreparedStatements { get; init; } = true;

    [Setting("channel", "The channel on which `NOTIFY` asks to look at the schema (`reload schema`) or the configuration (`reload config`) again.")]
    public string Channel { get; init; } = "pgrst";

    [Setting("listens", "Whether that channel is listened on. Set it to false behind a pooler in transaction mode when there is no `direct-source`.")]
    public bool Listens { get; init; } = true;
}
