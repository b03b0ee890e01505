using System.Collections.Immutable;
using Rowgate.Access;
using Rowgate.Server.Configuration;
using Rowgate.Server.Options;

namespace Rowgate.Server.Tests.Configuration;

public sealed class ConfigurationReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lisen: 127.0.0.1:80", "1:1: \"lisen\" is not a setting; did you mean \"listen\"?")]
    [InlineData("colour: red", "1:1: \"colour\" is not a setting; known here: source, listen, data, anonymous, hosts, socket-mode, admin-listen, auth, cors, limits, rest, database, pool, capture, live, journal, log")]
    [InlineData("limits:\n  bodi: 1MB", "2:3: \"bodi\" is not a setting; did you mean \"body\"?")]
    [InlineData("limits:\n  body: lots", "2:9: limits.body: \"lots\" is not a size, such as 10MB")]
    [InlineData("limits: { url: 1B }", "1:16: limits.url: \"1B\" is too small; the least is 256B")]
    [InlineData("limits: { url: 1GB }", "1:16: limits.url: \"1GB\" is too large; the most is 1MB")]
    [InlineData("limits: 5", "1:9: limits: a group of settings is expected; known here: url, body, connections")]
    [InlineData("journal: { retention: 7 days }", "1:23: journal.retention: \"7 days\" is not a duration, such as 30s, 12h or 7d")]
    [InlineData("listen: 8080", "1:9: listen: \"8080\" is not an address with a port, such as 127.0.0.1:8080")]
    [InlineData("listen: [127.0.0.1:80, nowhere]", "1:24: listen: \"nowhere\" is not an address with a port, such as 127.0.0.1:8080")]
    [InlineData("listen:", "1:8: listen: a value is missing; expected an address with a port, such as 127.0.0.1:8080")]
    [InlineData("anonymous: Write", "1:12: anonymous: \"Write\" is not none, read or write")]
    [InlineData("rest: { aggregates: yes }", "1:21: rest.aggregates: \"yes\" is not true or false")]
    [InlineData("rest: { max-rows: -1 }", "1:19: rest.max-rows: \"-1\" is not a whole number")]
    [InlineData("log: { level: [debug] }", "1:15: log.level: one value is expected: debug, information, warning or error")]
    [InlineData("source: ${SHOP}", "1:9: source: the environment variable SHOP is not set; write ${SHOP:-DEFAULT} when it may be missing")]
    [InlineData("source: ${SHOP", "1:9: source: \"${\" has no closing \"}\"; write \"$${\" for the characters themselves")]
    [InlineData("source: ${}", "1:9: source: \"${}\" is not the name of an environment variable")]
    [InlineData("source: mongodb://admin:hunter2@db/x", "1:9: source: \"mongodb\" is not a kind of database that this version serves; it serves postgres, such as postgres://app@db/shop, and sqlite, such as sqlite:shop.db")]
    [InlineData("- a", "1:1: settings are expected here, such as \"source: sqlite:shop.db\"")]
    public void A_mistake_in_the_file_is_named_with_its_place(string yaml, string expected)
    {
        var file = _folder.Write("rowgate.yaml", yaml);

        var mistakes = Mistakes(file);

        Assert.Equal([$"{file}:{expected}"], mistakes);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once_from_every_place()
    {
        var file = _folder.Write("rowgate.yaml", "lisen: x\nlimits:\n  body: lots\n  url: 3\n");
        _environment["ROWGATE_LOG_LEVEL"] = "loud";

        var mistakes = Mistakes(file, ("listen", "here", "--listen"), ("limits.bodi", "1", "--set limits.bodi"));

        Assert.Equal(
            [
                $"{file}:1:1: \"lisen\" is not a setting; did you mean \"listen\"?",
                $"{file}:3:9: limits.body: \"lots\" is not a size, such as 10MB",
                $"{file}:4:8: limits.url: \"3\" is too small; the least is 256B",
                "environment ROWGATE_LOG_LEVEL: log.level: \"loud\" is not debug, information, warning or error",
                "--listen: listen: \"here\" is not an address with a port, such as 127.0.0.1:8080",
                "--set limits.bodi: \"limits.bodi\" is not a setting; did you mean \"limits.body\"?",
            ],
            mistakes);
    }

    [Fact]
    public void Broken_yaml_is_reported_with_its_line() =>
        Assert.StartsWith(
            $"{_folder.File("rowgate.yaml")}:3:1: this is not valid YAML: ", Assert.Single(Mistakes(_folder.Write("rowgate.yaml", "limits: {\n  url: [\n"))), StringComparison.Ordinal);

    [Fact]
    public void A_key_given_twice_is_a_mistake() =>
        Assert.Contains("not valid YAML", Assert.Single(Mistakes(_folder.Write("rowgate.yaml", "data: a\ndata: b\n"))), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_a_mistake() =>
        Assert.Contains("cannot be read", Assert.Single(Mistakes(_folder.File("none.yaml"))), StringComparison.Ordinal);

    [Fact]
    public void A_value_from_the_environment_is_never_repeated_in_a_message()
    {
        _environment["SECRET"] = "hunter2";
        var file = _folder.Write("rowgate.yaml", "limits: { body: \"${SECRET}\" }");

        Assert.Equal([$"{file}:1:17: limits.body: \"${{SECRET}}\" is not a size, such as 10MB"], Mistakes(file));
    }

    [Fact]
    public void Later_places_win_over_earlier_ones()
    {
        var file = _folder.Write("rowgate.yaml", "limits: { url: 1KB, body: 1MB }\njournal: { size: 1GB }\n");
        _environment["ROWGATE_LIMITS_URL"] = "2KB";
        _environment["ROWGATE_LIMITS_BODY"] = "2MB";

        var options = Read(file, ("limits.body", "3MB", "--set"));

        Assert.Equal(new ByteSize(1L << 30), options.Journal.Size);
        Assert.Equal(new ByteSize(2 << 10), options.Limits.Url);
        Assert.Equal(new ByteSize(3 << 20), options.Limits.Body);
        Assert.Equal(new LimitOptions().Connections, options.Limits.Connections);
    }

    [Fact]
    public void Variables_are_filled_in()
    {
        _environment["NAME"] = "shop";
        var file = _folder.Write("rowgate.yaml", "source: sqlite:${NAME}-${STAGE:-test}$${x}.db");

        Assert.Equal(new SqliteSource(_folder.File("shop-test${x}.db")), Read(file).Source);
    }

    [Fact]
    public void Paths_in_the_file_start_at_its_folder()
    {
        var options = Read(_folder.Write("rowgate.yaml", "source: shop.db\ndata: state"));

        Assert.Equal(new SqliteSource(_folder.File("shop.db")), options.Source);
        Assert.Equal(_folder.File("state"), options.Data.Path);
    }

    [Fact]
    public void A_list_may_be_one_value_or_many()
    {
        _environment["ROWGATE_HOSTS"] = "a.example, b.example";

        var options = Read(_folder.Write("rowgate.yaml", "listen: localhost:1\ncors:\n  origins: [https://a, https://b]"));

        Assert.Equal([new ListenAddress("localhost", 1)], options.Listen);
        Assert.Equal(["https://a", "https://b"], options.Cors.Origins);
        Assert.Equal(["a.example", "b.example"], options.Hosts);
    }

    [Fact]
    public void Anonymous_callers_may_write_on_loopback() => Assert.Equal(AnonymousAccess.Write, Read(null).Access);

    [Fact]
    public void On_an_open_address_anonymous_access_must_be_said()
    {
        var mistake = Assert.Single(Mistakes(null, ("listen", "0.0.0.0:8080", "--listen")));

        Assert.StartsWith("listen: 0.0.0.0:8080 can be reached from other machines", mistake, StringComparison.Ordinal);
        Assert.Equal(
            AnonymousAccess.Read, Read(null, ("listen", "0.0.0.0:8080", "--listen"), ("anonymous", "read", "--set")).Access);
    }

    [Fact]
    public void The_template_is_a_valid_file_that_changes_nothing()
    {
        var defaults = new RowgateOptions();

        var options = Read(_folder.Write("rowgate.yaml", ConfigurationTemplate.Write(null)));

        Assert.All(Setting.All, setting => Assert.Equal(setting.Format!.Show(setting.Get(defaults)), setting.Format.Show(setting.Get(options))));
    }

    [Fact]
    public void Every_line_of_the_template_is_valid_when_its_comment_sign_goes()
    {
        _environment["JWT_SECRET"] = "reallyreallyreallyreallyverysafe";
        var lines = ConfigurationTemplate.Write(null).Split('\n');
        var names = Setting.All.Select(setting => setting.About.Key).ToHashSet(StringComparer.Ordinal);
        var active = lines.Select(line =>
            line.TrimStart() is ['#', ' ', .. var rest] && rest.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0 && names.Contains(rest[..colon])
                ? line.Replace("# ", "", StringComparison.Ordinal)
                : line);

        var options = Read(_folder.Write("rowgate.yaml", string.Join('\n', active)));

        Assert.Equal(new SqliteSource(_folder.File("shop.db")), options.Source);
        Assert.Equal(AnonymousAccess.Write, options.Anonymous);
        Assert.Equal(["shop.example"], options.Hosts);
    }

    private RowgateOptions Read(string? file, params (string, string, string)[] flags) =>
        new ConfigurationReader(file, _environment.GetValueOrDefault, flags).Read();

    private ImmutableArray<string> Mistakes(string? file, params (string, string, string)[] flags) =>
        [.. Assert.Throws<ConfigurationException>(() => Read(file, flags)).Mistakes.Select(mistake => mistake.ToString())];
}
