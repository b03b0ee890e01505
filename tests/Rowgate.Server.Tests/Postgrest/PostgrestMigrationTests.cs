using Rowgate.Access;
using Rowgate.Http.Configuration;
using Rowgate.Server.Configuration;
using Rowgate.Server.Options;
using Rowgate.Server.Postgrest;

namespace Rowgate.Server.Tests.Postgrest;

public sealed class PostgrestMigrationTests : IDisposable
{
    private const string Full =
        """
        # A configuration that uses all there is.
        admin-server-host = "127.0.0.1"
        admin-server-port = 3001
        app.settings.tax = "19"
        app.settings.greeting = "say \"hi\" # not a comment"
        client-error-verbosity = "minimal"
        db-aggregates-enabled = true
        db-anon-role = "web_anon"      # the anonymous one
        db-channel = "postgrest"
        db-channel-enabled = false
        db-config = false
        db-extra-search-path = "public, extensions"
        db-hoisted-tx-settings = "work_mem, statement_timeout"
        db-max-rows = 1000
        db-plan-enabled = true
        db-pool = 25
        db-pool-acquisition-timeout = 3
        db-pool-automatic-recovery = false
        db-pool-max-idletime = 60
        db-pool-max-lifetime = 3600
        db-pre-config = "api.pre_config"
        db-pre-request = "api.check"
        db-prepared-statements = false
        db-root-spec = "root"
        db-schemas = "multi,   tenant,setup"
        db-timezone-enabled = false
        db-tx-end = "rollback-allow-override"
        db-uri = "postgres://app:$(DB_PASSWORD)@db:5433/shop?sslmode=require"
        jwt-aud = "https://shop.example"
        jwt-cache-max-entries = 50
        jwt-role-claim-key = ".user[0].\"real-role\""
        jwt-secret = "really$${y}really$really$(TAIL)"
        jwt-secret-is-base64 = false
        log-level = "info"
        log-query = "main-query"
        openapi-mode = "ignore-privileges"
        openapi-security-active = true
        openapi-server-proxy-uri = "https://api.example/v1"
        server-cors-allowed-origins = "https://a.example, https://b.example"
        server-host = "0.0.0.0"
        server-port = 8000
        server-timing-enabled = true
        server-trace-header = "X-Request-Id"
        server-unix-socket-mode = "777"
        url-use-legacy-target-names = false
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_option_of_a_file_becomes_its_setting()
    {
        _environment["DB_PASSWORD"] = "hunter2";
        _environment["TAIL"] = "reallyreallyverysafe";

        var options = Migrate(Full);

        var source = Assert.IsType<PostgresSource>(options.Source);
        Assert.Contains("Password=hunter2", source.Address.ConnectionString, StringComparison.Ordinal);
        Assert.Equal("postgres://app@db:5433/shop", source.ToString());
        Assert.Equal(
            new AuthOptions
            {
                Secret = new("really${y}really$reallyreallyreallyverysafe"),
                Audience = "https://shop.example",
                RoleClaim = ".user[0].\"real-role\"",
                AnonymousRole = "web_anon",
                Cache = 50,
            },
            options.Auth);
        Assert.Equal(
            new RestOptions
            {
                MaxRows = 1000,
                Aggregates = true,
                Plan = true,
                TransactionEnd = TransactionEnd.RollbackAllowOverride,
                OpenApi = OpenApiMode.IgnorePrivileges,
                OpenApiSecurity = true,
                OpenApiServer = new("https://api.example/v1"),
                RootFunction = "root",
                LegacyTargetNames = false,
                ErrorVerbosity = ErrorVerbosity.Minimal,
                ServerTiming = true,
                TraceHeader = "X-Request-Id",
            },
            options.Rest);
        Assert.Equal(["multi", "tenant", "setup"], options.Database.Schemas);
        Assert.Equal(["public", "extensions"], options.Database.ExtraSearchPath);
        Assert.Equal(["work_mem", "statement_timeout"], options.Database.HoistedSettings);
        Assert.Equal(("api.check", "postgrest"), (options.Database.PreRequest, options.Database.Channel));
        Assert.Equal((false, "api.pre_config"), (options.Database.Config, options.Database.PreConfig));
        Assert.Equal((false, false), (options.Database.Listens, options.Database.PreparedStatements));
        Assert.Equal("19", options.Database.AppSettings["tax"]);
        Assert.Equal("say \"hi\" # not a comment", options.Database.AppSettings["greeting"]);
        Assert.Equal(
            new PoolOptions
            {
                Size = 25,
                Wait = TimeSpan.FromSeconds(3),
                Idle = TimeSpan.FromSeconds(60),
                Lifetime = TimeSpan.FromHours(1),
            },
            options.Pool);
        Assert.Equal([new ListenAddress("0.0.0.0", 8000)], options.Listen);
        Assert.Equal(new ListenAddress("127.0.0.1", 3001), options.AdminListen);
        Assert.Equal(["https://a.example", "https://b.example"], options.Cors.Origins);
        Assert.Equal("777", options.SocketMode.ToString());
        Assert.Equal(LogDetail.Debug, options.Log.Level);
    }

    [Fact]
    public void Without_options_it_behaves_as_PostgREST_does_by_default()
    {
        _environment["PGHOST"] = "db";

        var options = Migrate("");

        Assert.Equal(AnonymousAccess.None, options.Access);
        Assert.Equal([new ListenAddress("0.0.0.0", 3000)], options.Listen);
        Assert.Equal(["*"], options.Cors.Origins);
        Assert.Equal((false, TransactionEnd.Commit), (options.Rest.Aggregates, options.Rest.TransactionEnd));
        Assert.Equal(TimeSpan.Zero, options.Database.StatementTimeout);
        Assert.True(options.Database.Config);
        Assert.Equal(CaptureChoice.None, options.Capture.Mode);
    }

    [Fact]
    public void The_environment_wins_over_the_file_and_its_secrets_stay_in_it()
    {
        _environment["PGRST_DB_URI"] = "postgres://app:hunter2@db/shop";
        _environment["PGRST_JWT_SECRET"] = "reallyreallyreallyreallyverysafe";
        _environment["PGRST_DB_SCHEMAS"] = "api";
        _environment["PGRST_APP_SETTINGS_KEY"] = "swordfish";

        var yaml = Write("db-schemas = \"other\"\n");
        var options = Read(yaml);

        Assert.Equal(["api"], options.Database.Schemas);
        Assert.Equal("swordfish", options.Database.AppSettings["key"]);
        Assert.Equal("reallyreallyreallyreallyverysafe", options.Auth.Secret?.Text);
        Assert.DoesNotContain("hunter2", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("reallyreally", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Older_names_and_files_behind_an_at_sign_are_understood()
    {
        _folder.Write("uri.txt", "postgres://app:x@db/shop\n");
        _folder.Write("secret.txt", "reallyreallyreallyreallyverysafe\n");

        var options = Migrate(
            """
            db-uri = "@uri.txt"
            db-schema = "api"
            max-rows = 5
            pre-request = "check"
            role-claim-key = ".r"
            jwt-secret = "@secret.txt"
            server-unix-socket = "/tmp/gate.sock"
            """);

        Assert.Equal("postgres://app@db/shop", options.Source!.ToString());
        Assert.Equal("reallyreallyreallyreallyverysafe", options.Auth.Secret?.Text);
        Assert.Equal(["api"], options.Database.Schemas);
        Assert.Equal((5, "check", ".r"), (options.Rest.MaxRows, options.Database.PreRequest, options.Auth.RoleClaim));
        Assert.True(Assert.Single(options.Listen).IsUnix);
    }

    [Fact]
    public void An_admin_server_is_told_to_open_more_than_PostgREST_does()
    {
        Assert.Contains(
            "there is the admin API here, and whoever can connect may use it: a loopback address is safer.\nadmin-listen: \"0.0.0.0:3001\"",
            Write("admin-server-port = 3001\n"),
            StringComparison.Ordinal);
        Assert.DoesNotContain("admin", Write("server-port = 3001\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_setting_is_told_in_a_comment()
    {
        var yaml = Write("raw-media-types = \"image/png\"\nfancy = 1\n");

        Assert.Contains("# raw-media-types: no setting here;", yaml, StringComparison.Ordinal);
        Assert.Contains("# fancy: PostgREST has no such option", yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("db-uri")]
    [InlineData("= 5")]
    [InlineData("db-uri = \"open")]
    [InlineData("db-uri = \"a\" b")]
    [InlineData("db-uri = two words")]
    public void A_line_that_is_none_is_named_with_its_number(string line) =>
        Assert.StartsWith(
            $"{_folder.File("postgrest.conf")}:2: this is not a line",
            Assert.Throws<ConfigurationException>(() => Write("# first\n" + line)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Every_option_names_a_setting_that_exists() =>
        Assert.Empty(PostgrestOptionTable.All.Where(option => option.Setting is { } path && Setting.All.All(setting => setting.Path != path)));

    private RowgateOptions Migrate(string conf) => Read(Write(conf));

    private string Write(string conf) => PostgrestMigration.Write(_folder.Write("postgrest.conf", conf), _environment);

    private RowgateOptions Read(string yaml) =>
        new ConfigurationReader(_folder.Write("rowgate.yaml", yaml), _environment.GetValueOrDefault, []).Read();
}
