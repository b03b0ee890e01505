using System.Globalization;
using Rowgate.PostgreSql.Servers;

namespace Rowgate.Cli.Tests.Postgres;

public sealed class TlsTests
{
    [Fact]
    public async Task Requests_and_capture_go_over_verified_connections_with_a_certificate_of_our_own()
    {
        await using var server = await PostgresServer.StartAsync(PostgresRelease.Fifteen);
        await using var shop = await Shop.MakeAsync(server);
        var certificates = new Certificates(server.Folder);
        var (certificate, key) = certificates.Sign(shop.Login);
        await server.RequireCertificatesAsync(certificates);
        var address = string.Create(CultureInfo.InvariantCulture, $"postgres://{shop.Login}@localhost:{server.Port}/{shop.Database.Name}")
            + $"?sslmode=verify-full&sslrootcert={certificates.Authority}&sslcert={certificate}&sslkey={key}";

        await using var serving = await shop.Rowgate.ServeAsync(address, "--set", "capture.mode=wal");
        Assert.Equal(200, (await serving.TryGetAsync("rest/v1/orders?limit=1")).Status);
        var end = await Shop.JournalEndAsync(serving);
        await shop.Database.ExecuteAsync("INSERT INTO orders VALUES (1001)");
        await Serving.WaitAsync(async () => await Shop.JournalEndAsync(serving) > end);
        Assert.Equal(0, await shop.Database.QueryAsync<long>(
            $"SELECT count(*) FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE usename = '{shop.Login}' AND NOT ssl"));
    }

    [Fact]
    public async Task What_is_wrong_with_a_certificate_is_said_without_secrets()
    {
        await using var server = await PostgresServer.StartAsync(PostgresRelease.Fifteen);
        await using var shop = await Shop.MakeAsync(server);
        var certificates = new Certificates(server.Folder);
        await server.RequireCertificatesAsync(certificates);
        var other = new Certificates(shop.Rowgate.Folder);

        await AssertRefusedAsync("localhost", $"sslrootcert={other.Authority}", "The certificate of the database is not accepted: ");
        await AssertRefusedAsync("127.0.0.1", $"sslrootcert={certificates.Authority}", "The certificate of the database is not accepted: ");
        await AssertRefusedAsync("localhost", $"sslrootcert={certificates.Authority}", "connection requires a valid client certificate");
        await AssertRefusedAsync("localhost", "sslrootcert=/nowhere.crt", "A certificate of ours cannot be read: ");

        async Task AssertRefusedAsync(string host, string parameters, string message)
        {
            var check = await shop.Rowgate.RunAsync("check", string.Create(
                CultureInfo.InvariantCulture,
                $"postgres://{shop.Login}:sesame@{host}:{server.Port}/{shop.Database.Name}?sslmode=verify-full&{parameters}"));
            Assert.Equal(4, check.ExitCode);
            Assert.Contains(message, check.Errors, StringComparison.Ordinal);
            Assert.Contains("hint: ", check.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("sesame", check.Output + check.Errors, StringComparison.Ordinal);
        }
    }
}
