using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Access.Identity;

namespace Rowgate.Access.Tests.Identity;

public sealed class PublishedKeysTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private volatile string? _document;
    private int _requests;

    public PublishedKeysTests()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    [Fact]
    public async Task A_new_key_is_found_when_a_token_names_it_but_not_more_often_than_every_30_seconds()
    {
        var identifier = Identifier();
        _document = Set("a");
        Assert.True(await IsBelievedAsync(identifier, "a"));
        _document = Set("b");
        Assert.False(await IsBelievedAsync(identifier, "b"));
        Assert.Equal(1, _requests);

        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.True(await IsBelievedAsync(identifier, "b"));
        Assert.False(await IsBelievedAsync(identifier, "a"));
    }

    [Fact]
    public async Task Keys_stay_in_force_while_the_place_does_not_answer()
    {
        var identifier = Identifier();
        _document = Set("a");
        Assert.True(await IsBelievedAsync(identifier, "a"));
        _document = null;

        _time.Advance(TimeSpan.FromHours(2));

        Assert.True(await IsBelievedAsync(identifier, "a"));
        Assert.Equal(2, _requests);
    }

    [Fact]
    public async Task Before_keys_could_be_read_the_answer_is_to_try_again_later()
    {
        var identifier = Identifier();

        var refusal = (await identifier.IdentifyAsync(Bearer("a"), TestContext.Current.CancellationToken)).Refusal!;
        Assert.Equal(503, refusal.Code.HttpStatus);
        Assert.NotNull(refusal.RetryAfter);

        _document = Set("a");
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await IsBelievedAsync(identifier, "a"));
    }

    [Fact]
    public async Task A_withdrawn_key_is_forgotten_within_the_hour_also_for_remembered_tokens()
    {
        var identifier = Identifier();
        _document = Set("a");
        Assert.True(await IsBelievedAsync(identifier, "a"));
        _document = Set("b");

        _time.Advance(TimeSpan.FromMinutes(61));

        Assert.False(await IsBelievedAsync(identifier, "a"));
    }

    [Fact]
    public async Task An_openid_configuration_leads_to_the_keys()
    {
        var identifier = Identifier("/.well-known/openid-configuration");
        _document = Set("a");

        Assert.True(await IsBelievedAsync(identifier, "a"));
        Assert.Equal(2, _requests);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"jwks_uri":7}""")]
    [InlineData("""{"jwks_uri":"elsewhere"}""")]
    [InlineData("""{"keys":7}""")]
    [InlineData("""{"keys":[7,{"kty":"RSA"}]}""")]
    public async Task A_document_that_makes_no_sense_refuses_the_token_and_leaves_the_keys_as_they_were(string document)
    {
        var identifier = Identifier();
        _document = Set("a");
        Assert.True(await IsBelievedAsync(identifier, "a"));
        _document = document;
        _time.Advance(TimeSpan.FromMinutes(61));

        Assert.True(await IsBelievedAsync(identifier, "a"));
        Assert.False(await IsBelievedAsync(identifier, "b"));
        Assert.InRange(_requests, 2, 3);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _serving.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private static string Set(string id)
    {
        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes(TestToken.Secret)).TrimEnd('=');
        return $$"""{"keys":[{"kty":"oct","alg":"HS256","kid":"{{id}}","k":"{{secret}}"}]}""";
    }

    private static string Bearer(string id) =>
        "Bearer " + TestToken.Hmac("""{"role":"web"}""", header: $$"""{"alg":"HS256","kid":"{{id}}"}""");

    private static async Task<bool> IsBelievedAsync(CallerIdentifier identifier, string id) =>
        (await identifier.IdentifyAsync(Bearer(id), TestContext.Current.CancellationToken)).Accepted;

    private CallerIdentifier Identifier(string path = "/keys") =>
        new(
            new() { KeysUrl = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{path}") },
            _time,
            NullLogger<CallerIdentifier>.Instance);

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, leaveOpen: true);
                var first = await reader.ReadLineAsync(_stop.Token) ?? "";
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
                {
                }

                Interlocked.Increment(ref _requests);
                var body = first.Contains("openid", StringComparison.Ordinal)
                    ? $$"""{"jwks_uri":"http://127.0.0.1:{{((IPEndPoint)_listener.LocalEndpoint).Port}}/keys"}"""
                    : _document;
                var status = body is null ? "503 Service Unavailable" : "200 OK";
                await stream.WriteAsync(
                    Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {body?.Length ?? 0}\r\n\r\n{body}"), _stop.Token);
            }
        }
        catch (Exception cause) when (cause is OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }
}
