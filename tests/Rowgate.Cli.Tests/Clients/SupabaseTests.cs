using System.Diagnostics;
using System.Reflection;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.Cli.Tests.Clients;

/// <summary>Supabase's own clients, unmodified, against the program in front of a PostgreSQL. What they expect is written down
/// beside the other conformance suites, in JavaScript.</summary>
public sealed class SupabaseTests
{
    private const string Secret = "a secret for tests of more than 32 characters";

    private static readonly string Scripts =
        typeof(SupabaseTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Clients").Value!;

    [Theory]
    [InlineData(15, "postgrest.test.mjs")]
    [InlineData(18, "postgrest.test.mjs")]
    [InlineData(15, "supabase.test.mjs")]
    [InlineData(18, "supabase.test.mjs")]
    public async Task Works_unmodified(int version, string script)
    {
        // Roles belong to the whole server, so it is one of our own.
        await using var postgres = await PostgresServer.StartAsync(PostgresRelease.Of(version));
        await postgres.ExecuteAsync("postgres", await File.ReadAllTextAsync(Path.Combine(Scripts, "schema.sql"), TestContext.Current.CancellationToken));
        using var program = new RowgateProgram();
        program.Write("rowgate.yaml", $$"""
            source: postgres://postgres@127.0.0.1:{{postgres.Port}}/postgres
            auth: { secret: "{{Secret}}", anonymous-role: anon }
            database: { schemas: [public, other] }
            rest: { plan: true, tx-end: commit-allow-override }
            """);
        await using var serving = await program.ServeAsync("--config", program.File("rowgate.yaml"));

        var (code, report) = await RunAsync(script, serving.Http.BaseAddress!);

        Assert.True(code == 0, report + serving.Log);
    }

    private static async Task<(int Code, string Report)> RunAsync(string script, Uri address)
    {
        var setup = new ProcessStartInfo("node", ["--test", "--test-reporter=spec", Path.Combine(Scripts, script)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        setup.Environment["ROWGATE_TEST_URL"] = address.ToString().TrimEnd('/');
        setup.Environment["ROWGATE_TEST_SECRET"] = Secret;
        using var node = Process.Start(setup)!;
        var errors = node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var report = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (node.ExitCode, report + await errors);
    }
}
