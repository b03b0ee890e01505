using System.Buffers;
using System.Text;
using System.Text.Json;
using Rowgate.Core.Errors;

namespace Rowgate.Access.Identity;

/// <summary>Who callers are, by one set of options. Safe for many callers at once.</summary>
internal sealed class IdentityRules
{
    private const int TokenCharactersMax = 16 << 10;

    private readonly IdentityOptions _options;
    private readonly TimeProvider _time;
    private readonly RoleClaim _roleClaim;
    private readonly TokenKeys? _configured;
    private readonly PublishedKeys? _published;
    private readonly CheckedTokens _checked;
    private readonly Outcome<Caller> _withoutToken;

    public IdentityRules(IdentityOptions options, PublishedKeys? published, TimeProvider time)
    {
        _options = options;
        _time = time;
        _roleClaim = RoleClaim.Parse(options.RoleClaim);
        _configured = options.Secret is { } secret ? new(KeyParser.ParseSecret(secret, options.SecretIsBase64), 0) : null;
        _published = published;
        _checked = new(options.CheckedTokensMax);
        _withoutToken = ForRole(null, default);
    }

    public ValueTask<Outcome<Caller>> IdentifyAsync(string? authorizationHeader, CancellationToken cancellationToken)
    {
        if (BearerToken(authorizationHeader) is not { } token)
            return new(_withoutToken);
        if (_configured is null && _published is null)
            return new(IdentityRefusals.NoSecret);
        return _published is null
            ? new(Identify(token, _configured!))
            : IdentifyByPublishedAsync(token, cancellationToken);
    }

    private async ValueTask<Outcome<Caller>> IdentifyByPublishedAsync(string token, CancellationToken cancellationToken)
    {
        if (await _published!.GetAsync(cancellationToken) is not { } published)
            return _configured is null ? IdentityRefusals.KeysNotRead : Identify(token, _configured);
        var outcome = Identify(token, All(published));
        if (outcome.Refusal != IdentityRefusals.NoSuitableKey && outcome.Refusal != IdentityRefusals.NoKeyFits)
            return outcome;
        var newer = await _published.GetNewerAsync(published, cancellationToken);
        return newer is null || newer == published ? outcome : Identify(token, All(newer));
    }

    private TokenKeys All(TokenKeys published) =>
        _configured is null ? published : new([.. _configured.Keys, .. published.Keys], published.Version);

    private Outcome<Caller> Identify(string text, TokenKeys keys)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        if (_checked.Find(text, now, keys.Version) is { } known)
            return known;
        if (text.Length > TokenCharactersMax)
            return IdentityRefusals.NotDecoded;
        var parsed = Token.Parse(text);
        if (!parsed.Accepted)
            return parsed.Refusal;
        if (CheckSignature(parsed.Value, keys) is { } wrongSignature)
            return wrongSignature;
        try
        {
            using var document = JsonDocument.Parse(parsed.Value.Claims, Token.Json);
            var claims = document.RootElement;
            if (claims.ValueKind != JsonValueKind.Object)
                return IdentityRefusals.ClaimsNotParsed;
            if (ClaimChecks.Check(claims, now, _options.Audience) is { } wrongClaims)
                return wrongClaims;
            var found = ForRole(_roleClaim.Find(claims), claims);
            if (!found.Accepted)
                return found;
            var refusedFrom = ClaimChecks.RefusedFrom(claims);
            var caller = found.Value with { Expires = ClaimChecks.Moment(refusedFrom) };
            _checked.Add(text, caller, refusedFrom, keys.Version);
            return caller;
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            // The second one: text that is not UTF-8, or half of a pair of characters.
            return IdentityRefusals.ClaimsNotParsed;
        }
    }

    private static Refusal? CheckSignature(Token token, TokenKeys keys)
    {
        var isTried = false;
        foreach (var key in keys.Keys)
        {
            if (!key.Fits(token.KeyId) || !key.Serves(token.Algorithm))
                continue;
            isTried = true;
            if (key.Verify(token.Algorithm, token.Signed, token.Signature))
                return null;
        }

        return isTried ? IdentityRefusals.NoSuitableKey : IdentityRefusals.NoKeyFits;
    }

    private Outcome<Caller> ForRole(string? claimed, JsonElement claims)
    {
        // No database's text can hold this character.
        if (claimed is not null && claimed.Contains('\0', StringComparison.Ordinal))
            return IdentityRefusals.ClaimsNotParsed;
        var role = claimed ?? _options.AnonymousRole;
        if (role is null && !_options.AdmitsWithoutRole)
            return IdentityRefusals.NoAnonymous;
        return new Caller(role ?? Caller.AnonymousRole, role ?? Caller.AnonymousRole)
        {
            IsAnonymous = role is null || role == _options.AnonymousRole,
            DatabaseRole = _options.UsesDatabaseRoles ? role : null,
            Claims = WriteClaims(claims, role),
        };
    }

    // The claims as SQL sees them name the role that holds, wherever the token has it.
    private static string? WriteClaims(JsonElement claims, string? role)
    {
        if (claims.ValueKind == JsonValueKind.Undefined && role is null)
            return null;
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            if (claims.ValueKind == JsonValueKind.Object)
            {
                foreach (var claim in claims.EnumerateObject())
                {
                    if (role is null || !claim.NameEquals("role"u8))
                        claim.WriteTo(json);
                }
            }

            if (role is not null)
                json.WriteString("role"u8, role);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string? BearerToken(string? header)
    {
        const string Scheme = "Bearer";
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var rest = header[Scheme.Length..];
        return rest.Length == 0 || rest[0] is ' ' or '\t' ? rest.Trim(' ').Trim('\t') : null;
    }
}
