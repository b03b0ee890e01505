namespace Rowgate.Access.Identity;

/// <summary>How callers say who they are.</summary>
public sealed record IdentityOptions
{
    /// <summary>What tokens are checked with: a secret for HMAC, a JSON Web Key, or a set of them. Null when tokens cannot be
    /// checked. Never logged, never in an error.</summary>
    public string? Secret { get; init; }

    /// <summary>True when <see cref="Secret"/> is in base64, plain or for URLs.</summary>
    public bool SecretIsBase64 { get; init; }

    /// <summary>Where a set of JSON Web Keys is published, or an OpenID configuration that names such a place; null for none.</summary>
    public Uri? KeysUrl { get; init; }

    /// <summary>What a token's <c>aud</c> must name, when it has one; null for anything.</summary>
    public string? Audience { get; init; }

    /// <summary>Where the role is in the claims: <c>.role</c>, <c>$.app.roles[0]</c>.</summary>
    public string RoleClaim { get; init; } = ".role";

    /// <summary>The role of callers without a token and of tokens without a role; null when there is none.</summary>
    public string? AnonymousRole { get; init; }

    /// <summary>True when callers that have no role are let through to <see cref="AccessRules"/>; false to refuse them here.</summary>
    public bool AdmitsWithoutRole { get; init; }

    /// <summary>True when the database knows the roles, and decides by them.</summary>
    public bool UsesDatabaseRoles { get; init; }

    /// <summary>How many checked tokens are remembered. Default 1,000; zero for none.</summary>
    public int CheckedTokensMax { get; init; } = 1000;

    /// <summary>Looks for mistakes.</summary>
    /// <returns>What is wrong, as a sentence that never repeats the secret; null when all is well.</returns>
    public string? Check()
    {
        try
        {
            _ = Identity.RoleClaim.Parse(RoleClaim);
            if (Secret is not null)
                _ = KeyParser.ParseSecret(Secret, SecretIsBase64);
            return null;
        }
        catch (FormatException cause)
        {
            return cause.Message;
        }
    }
}
