using System.Text.RegularExpressions;

namespace Rowgate.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly RowgateProgram _rowgate = new();

    public void Dispose() => _rowgate.Dispose();

    [Theory]
    [InlineData("chekc", "error: chekc is not understood here. Perhaps you meant 'check'.\nhint: See: rowgate --help\n")]
    [InlineData("serve --lisen x", "error: --lisen is not an option. Perhaps you meant '--listen'.\nhint: See: rowgate serve --help\n")]
    [InlineData("serve a.db b.db", "error: b.db is not understood here.\nhint: See: rowgate serve --help\n")]
    [InlineData("check --set limits.body", "error: --set limits.body: a value is missing\nhint: Write it like --set limits.body=20MB\n")]
    public async Task A_mistyped_command_line_ends_with_2_and_says_what_was_meant(string arguments, string errors)
    {
        var run = await _rowgate.RunAsync(arguments.Split(' '));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Equal(errors, run.Errors);
    }

    [Fact]
    public async Task Wrong_configuration_ends_with_3_and_names_every_mistake()
    {
        _rowgate.Write("rowgate.yaml", "lisen: 127.0.0.1:1\nlimits:\n  body: lots\n");

        var run = await _rowgate.RunAsync([("ROWGATE_REST_AGGREGATES", "perhaps")], ["check", "--listen", "0.0.0.0:80", "--data", ""]);

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Equal(
            """
            error: rowgate.yaml:1:1: "lisen" is not a setting; did you mean "listen"?
            error: rowgate.yaml:3:9: limits.body: "lots" is not a size, such as 10MB
            error: environment ROWGATE_REST_AGGREGATES: rest.aggregates: "perhaps" is not true or false
            error: --data: data: a value is missing; expected a folder
            hint: Every setting is described in docs/reference/configuration.md.

            """,
            run.Errors);
    }

    [Fact]
    public async Task An_address_that_others_can_reach_needs_a_word_about_anonymous_callers()
    {
        var run = await _rowgate.RunAsync("serve", "--listen", "0.0.0.0:0");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("0.0.0.0:0 can be reached from other machines", run.Errors, StringComparison.Ordinal);
        Assert.Contains("--set anonymous=read", run.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_rowgate.File("rowgate-data")));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("serve")]
    public async Task A_source_that_is_not_there_ends_with_4(string command)
    {
        var run = await _rowgate.RunAsync(command, "none.db");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains(_rowgate.File("none.db"), run.Errors, StringComparison.Ordinal);
        Assert.Contains("hint: ", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("serve")]
    public async Task A_file_that_is_no_database_ends_with_4(string command)
    {
        _rowgate.Write("letter.db", "Dear Ada, this is a letter and no database. " + new string('x', 4096));

        var run = await _rowgate.RunAsync(command, "letter.db");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("letter.db", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
        Assert.StartsWith("Dear Ada", await File.ReadAllTextAsync(_rowgate.File("letter.db"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_without_a_journal_end_with_5()
    {
        var run = await _rowgate.RunAsync("changes");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("There is no journal", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_writes_a_file_that_check_accepts_and_never_overwrites_one()
    {
        Assert.Equal(0, (await _rowgate.RunAsync("init", "shop.db")).ExitCode);
        var written = await File.ReadAllTextAsync(_rowgate.File("rowgate.yaml"), TestContext.Current.CancellationToken);
        Assert.Contains("\nsource: shop.db\n", written, StringComparison.Ordinal);
        Assert.Equal(4, (await _rowgate.RunAsync("check")).ExitCode);

        _rowgate.Write("rowgate.yaml", "listen: 127.0.0.1:9\n");
        var second = await _rowgate.RunAsync("init");

        Assert.Equal(7, second.ExitCode);
        Assert.Equal("error: rowgate.yaml is there already\nhint: Use --force to replace it, or --config to write another file.\n", second.Errors);
        Assert.Equal("listen: 127.0.0.1:9\n", await File.ReadAllTextAsync(_rowgate.File("rowgate.yaml"), TestContext.Current.CancellationToken));
        Assert.Equal(0, (await _rowgate.RunAsync("init", "--force")).ExitCode);
        Assert.Equal(0, (await _rowgate.RunAsync("check")).ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("serve")]
    [InlineData("check")]
    [InlineData("changes")]
    [InlineData("init")]
    [InlineData("backfill")]
    [InlineData("reload")]
    [InlineData("capture remove")]
    [InlineData("config schema")]
    public async Task Every_command_has_help_with_examples(string command)
    {
        var run = await _rowgate.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches(new Regex(@"Examples:\n  rowgate ", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), run.Output);
    }

    [Fact]
    public async Task Version_names_the_program_and_what_it_runs_on()
    {
        var run = await _rowgate.RunAsync("version");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(new Regex(@"^rowgate \d+\.\d+\.\d+\n\.NET .*\nSQLite 3\.\d+\.\d+ \((system|bundled).*\)\n$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), run.Output);
    }
}
