using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Access.Identity;
using Rowgate.Core.Errors;

namespace Rowgate.Access.Tests.Identity;

public sealed class CallerIdentifierTests
{
    private readonly ManualTime _time = new();

    private static readonly IdentityOptions Usual =
        new() { Secret = TestToken.Secret, AnonymousRole = "anon", UsesDatabaseRoles = true };

    [Fact]
    public async Task Without_a_token_the_caller_has_the_anonymous_role()
    {
        var caller = (await IdentifyAsync(Usual, null)).Value!;

        Assert.Equal(("anon", "anon", true), (caller.Role, caller.DatabaseRole, caller.IsAnonymous));
        Assert.Equal("""{"role":"anon"}""", caller.Claims);
    }

    [Fact]
    public async Task Without_a_token_and_an_anonymous_role_the_caller_is_refused() =>
        AssertRefused(await IdentifyAsync(Usual with { AnonymousRole = null }, null), "PGRST302", "Anonymous access is disabled", "Bearer");

    [Fact]
    public async Task Where_access_rules_decide_a_caller_without_role_gets_through()
    {
        var caller = (await IdentifyAsync(new() { AdmitsWithoutRole = true }, null)).Value!;

        Assert.Equal((true, null, null), (caller.IsAnonymous, caller.DatabaseRole, caller.Claims));
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("bearer ")]
    [InlineData("BEARER   ")]
    public async Task A_right_token_gives_its_role_and_claims(string scheme)
    {
        var caller = (await IdentifyAsync(Usual, scheme + TestToken.Hmac("""{"sub":"7","role":"web","n":1.50}"""))).Value!;

        Assert.Equal(("web", "web", false), (caller.Role, caller.DatabaseRole, caller.IsAnonymous));
        Assert.Equal("""{"sub":"7","n":1.50,"role":"web"}""", caller.Claims);
    }

    [Theory]
    [InlineData("4000000000", 4_000_000_030L)]
    [InlineData("null", null)]
    [InlineData("1e300", null)]
    public async Task A_caller_is_believed_until_its_token_expires(string expires, long? seconds)
    {
        var caller = (await IdentifyAsync(Usual, Bearer($$"""{"role":"web","exp":{{expires}}}"""))).Value!;

        Assert.Equal(seconds, caller.Expires?.ToUnixTimeSeconds());
        Assert.Null(caller.WhyNotAt(_time.GetUtcNow()));
        Assert.Equal(seconds is null ? null : "JWT expired", caller.WhyNotAt(DateTimeOffset.MaxValue)?.Message);
    }

    [Fact]
    public async Task A_database_without_roles_is_told_none() =>
        Assert.Null((await IdentifyAsync(Usual with { UsesDatabaseRoles = false }, Bearer("""{"role":"web"}"""))).Value!.DatabaseRole);

    [Fact]
    public async Task A_token_without_role_has_the_anonymous_one_and_keeps_its_claims() =>
        Assert.Equal("""{"sub":"7","role":"anon"}""", (await IdentifyAsync(Usual, Bearer("""{"sub":"7"}"""))).Value!.Claims);

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearerabc")]
    public async Task Another_scheme_says_nothing(string header) =>
        Assert.True((await IdentifyAsync(Usual, header)).Value!.IsAnonymous);

    [Fact]
    public async Task A_token_without_a_configured_secret_is_the_servers_fault()
    {
        var refusal = (await IdentifyAsync(Usual with { Secret = null }, Bearer("{}"))).Refusal!;

        Assert.Equal(("PGRST300", 500, "Server lacks JWT secret"), (refusal.Code.Text, refusal.Code.HttpStatus, refusal.Message));
    }

    [Theory]
    [InlineData("Bearer", "Empty JWT is sent in Authorization header")]
    [InlineData("Bearer ", "Empty JWT is sent in Authorization header")]
    [InlineData("Bearer a.b", "Expected 3 parts in JWT; got 2")]
    [InlineData("Bearer a.b.c.d.e", "Expected 3 parts in JWT; got 5")]
    [InlineData("Bearer ..", "JWT couldn't be decoded")]
    [InlineData("Bearer a!.b.c", "JWT couldn't be decoded")]
    public async Task A_malformed_token_is_refused(string header, string message) =>
        AssertRefused(await IdentifyAsync(Usual, header), "PGRST301", message, $"Bearer error=\"invalid_token\", error_description=\"{message}\"");

    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"None"}""")]
    [InlineData("""{"alg":"EdDSA"}""")]
    [InlineData("{}")]
    public async Task An_unsigned_token_or_an_unknown_algorithm_is_refused(string header)
    {
        AssertRefused(await IdentifyAsync(Usual, "Bearer " + TestToken.Hmac("""{"role":"web"}""", header: header)), "PGRST301", "Wrong or unsupported encoding algorithm");
        AssertRefused(await IdentifyAsync(Usual, $"Bearer {TestToken.Encode(header)}.{TestToken.Encode("{}")}."), "PGRST301", "Wrong or unsupported encoding algorithm");
    }

    [Fact]
    public async Task A_header_that_demands_an_extension_is_refused() =>
        AssertRefused(
            await IdentifyAsync(Usual, "Bearer " + TestToken.Hmac("{}", header: """{"alg":"HS256","crit":["b64"],"b64":false}""")),
            "PGRST301", "JWT couldn't be decoded");

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public async Task Every_hmac_is_understood(string algorithm) =>
        Assert.Equal("web", (await IdentifyAsync(Usual, "Bearer " + TestToken.Hmac("""{"role":"web"}""", header: $$"""{"alg":"{{algorithm}}"}"""))).Value!.Role);

    [Fact]
    public async Task Another_secret_is_refused() =>
        AssertRefused(await IdentifyAsync(Usual, "Bearer " + TestToken.Hmac("{}", secret: "anotheranotheranotheranotheranother")), "PGRST301", "No suitable key or wrong key type");

    [Theory]
    [InlineData("exp", -31, "JWT expired")]
    [InlineData("nbf", 31, "JWT not yet valid")]
    [InlineData("iat", 31, "JWT issued at future")]
    public async Task Times_hold_with_30_seconds_of_leeway(string claim, int offset, string message)
    {
        var within = offset - Math.Sign(offset);
        Assert.True((await IdentifyAsync(Usual, Bearer($$"""{"{{claim}}":{{_time.Seconds + within}}}"""))).Accepted);
        AssertRefused(await IdentifyAsync(Usual, Bearer($$"""{"{{claim}}":{{_time.Seconds + offset}}}""")), "PGRST303", message);
        AssertRefused(await IdentifyAsync(Usual, Bearer($$"""{"{{claim}}":"soon"}""")), "PGRST303", $"The JWT '{claim}' claim must be a number");
    }

    [Theory]
    [InlineData("\"gate\"", true)]
    [InlineData("[\"x\",\"gate\"]", true)]
    [InlineData("[]", true)]
    [InlineData("null", true)]
    [InlineData("\"other\"", false)]
    [InlineData("[\"other\"]", false)]
    public async Task The_audience_is_held_against_the_configured_one(string audience, bool accepted)
    {
        var outcome = await IdentifyAsync(Usual with { Audience = "gate" }, Bearer($$"""{"aud":{{audience}}}"""));

        Assert.Equal(accepted, outcome.Accepted);
        if (!accepted)
            AssertRefused(outcome, "PGRST303", "JWT not in audience");
    }

    [Theory]
    [InlineData("5")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public async Task An_audience_that_is_no_text_is_refused(string audience) =>
        AssertRefused(
            await IdentifyAsync(Usual, Bearer($$"""{"aud":{{audience}}}""")),
            "PGRST303", "The JWT 'aud' claim must be a string or an array of strings");

    [Theory]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("not json")]
    [InlineData("{\"role\":\"\\ud800\"}")]
    [InlineData("{\"role\":\"\\u0000\"}")]
    [InlineData("{\"\\ud800\":1,\"role\":\"web\"}")]
    [InlineData("""{"role":"a","role":"b"}""")]
    public async Task Claims_that_are_no_object_or_name_one_twice_are_refused(string claims) =>
        AssertRefused(await IdentifyAsync(Usual, Bearer(claims)), "PGRST303", "Parsing claims failed");

    [Fact]
    public void Any_altered_character_makes_a_token_refused()
    {
        var token = TestToken.Hmac("""{"role":"web","sub":"42"}""");
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=. %+/";
        var identifier = Identifier(Usual with { CheckedTokensMax = 0 });
        Prop.ForAll(
            Gen.Choose(0, token.Length - 1).ToArbitrary(),
            Gen.Elements(Alphabet.ToCharArray()).ToArbitrary(),
            (place, letter) =>
            {
                var altered = token.Remove(place, 1).Insert(place, letter.ToString());
                return altered == token || !identifier.IdentifyAsync("Bearer " + altered, default).AsTask().GetAwaiter().GetResult().Accepted;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public async Task A_remembered_token_expires_all_the_same()
    {
        var identifier = Identifier(Usual);
        var header = Bearer($$"""{"role":"web","exp":{{_time.Seconds + 10}}}""");
        Assert.Same((await identifier.IdentifyAsync(header, TestContext.Current.CancellationToken)).Value, (await identifier.IdentifyAsync(header, TestContext.Current.CancellationToken)).Value);

        _time.Advance(TimeSpan.FromSeconds(41));

        AssertRefused(await identifier.IdentifyAsync(header, TestContext.Current.CancellationToken), "PGRST303", "JWT expired");
    }

    [Fact]
    public async Task Other_options_hold_at_once_also_for_remembered_tokens()
    {
        var identifier = Identifier(Usual);
        var header = Bearer("""{"role":"web"}""");
        Assert.True((await identifier.IdentifyAsync(header, TestContext.Current.CancellationToken)).Accepted);

        identifier.Use(Usual with { Secret = "anotheranotheranotheranotheranother" });

        AssertRefused(await identifier.IdentifyAsync(header, TestContext.Current.CancellationToken), "PGRST301", "No suitable key or wrong key type");
    }

    [Fact]
    public async Task More_tokens_than_are_remembered_are_still_believed()
    {
        var identifier = Identifier(Usual with { CheckedTokensMax = 4 });
        for (var round = 0; round < 2; round++)
        {
            for (var number = 0; number < 20; number++)
                Assert.Equal($"r{number}", (await identifier.IdentifyAsync(Bearer($$"""{"role":"r{{number}}"}"""), TestContext.Current.CancellationToken)).Value!.Role);
        }
    }

    [Fact]
    public async Task A_public_key_is_never_taken_for_a_shared_secret()
    {
        using var rsa = RSA.Create(2048);
        var jwk = TestToken.Jwk(rsa);
        var forged = TestToken.Hmac("""{"role":"admin"}""", secret: jwk);

        AssertRefused(await IdentifyAsync(Usual with { Secret = jwk }, "Bearer " + forged), "PGRST301", "No suitable key or wrong key type");
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    public async Task Rsa_keys_check_signatures(string algorithm)
    {
        using var rsa = RSA.Create(2048);
        var padding = algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        var hash = new HashAlgorithmName("SHA" + algorithm[2..]);
        var token = TestToken.Sign($$"""{"alg":"{{algorithm}}"}""", """{"role":"web"}""", bytes => rsa.SignData(bytes, hash, padding));

        Assert.Equal("web", (await IdentifyAsync(Usual with { Secret = TestToken.Jwk(rsa) }, "Bearer " + token)).Value!.Role);
        Assert.False((await IdentifyAsync(Usual with { Secret = TestToken.Jwk(rsa, ",\"alg\":\"RS384\"") }, "Bearer " + token)).Accepted);
    }

    [Theory]
    [InlineData("ES256", "P-256", "nistP256")]
    [InlineData("ES384", "P-384", "nistP384")]
    [InlineData("ES512", "P-521", "nistP521")]
    public async Task Curves_check_signatures_of_their_own_algorithm(string algorithm, string curve, string name)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(name));
        var hash = new HashAlgorithmName("SHA" + algorithm[2..]);
        string Make(string alg) => "Bearer " + TestToken.Sign($$"""{"alg":"{{alg}}"}""", """{"role":"web"}""", bytes => key.SignData(bytes, hash));
        var options = Usual with { Secret = TestToken.Jwk(key, curve) };

        Assert.Equal("web", (await IdentifyAsync(options, Make(algorithm))).Value!.Role);
        Assert.False((await IdentifyAsync(options, Make(algorithm == "ES256" ? "ES384" : "ES256"))).Accepted);
    }

    [Fact]
    public async Task The_kid_of_a_token_selects_its_key()
    {
        var first = Convert.ToBase64String(Encoding.UTF8.GetBytes(TestToken.Secret)).TrimEnd('=');
        var set = $$"""{"keys":[{"kty":"oct","kid":"a","k":"{{first}}"},{"kty":"OKP","crv":"Ed25519","kid":"b","x":"xx"}]}""";
        var options = Usual with { Secret = set };

        Assert.True((await IdentifyAsync(options, "Bearer " + TestToken.Hmac("{}", header: """{"alg":"HS256","kid":"a"}"""))).Accepted);
        Assert.True((await IdentifyAsync(options, "Bearer " + TestToken.Hmac("{}"))).Accepted);
        AssertRefused(
            await IdentifyAsync(options, "Bearer " + TestToken.Hmac("{}", header: """{"alg":"HS256","kid":"z"}""")),
            "PGRST301", "No suitable key or wrong key type");
    }

    [Theory]
    [InlineData("cmVhbGx5cmVhbGx5cmVhbGx5cmVhbGx5dmVyeXNhZmU=")]
    [InlineData("cmVhbGx5cmVhbGx5cmVhbGx5cmVhbGx5dmVyeXNhZmU")]
    [InlineData("cmVhbGx5cmVhbGx5cmVhbGx5cmVhbGx5dmVyeXNhZmU.")]
    public async Task A_secret_may_be_in_base64(string secret) =>
        Assert.True((await IdentifyAsync(Usual with { Secret = secret, SecretIsBase64 = true }, Bearer("{}"))).Accepted);

    [Theory]
    [InlineData("short", false, "at least 32 characters")]
    [InlineData("!!!!", true, "base64")]
    [InlineData("{\"keys\":[]}", false, "No key of the set")]
    [InlineData("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}", false, "2048 bits")]
    public void A_useless_secret_is_named_without_being_shown(string secret, bool isBase64, string part)
    {
        var problem = (Usual with { Secret = secret, SecretIsBase64 = isBase64 }).Check();

        Assert.Contains(part, problem, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, problem, StringComparison.Ordinal);
    }

    private CallerIdentifier Identifier(IdentityOptions options) => new(options, _time, NullLogger<CallerIdentifier>.Instance);

    private ValueTask<Outcome<Caller>> IdentifyAsync(IdentityOptions options, string? header) =>
        Identifier(options).IdentifyAsync(header, TestContext.Current.CancellationToken);

    private static string Bearer(string claims) => "Bearer " + TestToken.Hmac(claims);

    private static void AssertRefused(Outcome<Caller> outcome, string code, string message, string? challenge = null)
    {
        Assert.Equal((code, message), (outcome.Refusal?.Code.Text, outcome.Refusal?.Message));
        if (challenge is not null)
            Assert.Equal(challenge, Challenge.For(outcome.Refusal!));
    }
}
