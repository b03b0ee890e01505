namespace Rowgate.Server.Options;

public sealed record AuthOptions
{
    [Setting("secret", "What tokens (JWT) are checked with: a secret of 32 characters or more, a JSON Web Key, or a set of them; `@FILE` to read it from a file. Give it as `${NAME}` rather than in the file.", Example = "${JWT_SECRET}", IsSecret = true, IsLive = true)]
    public SecretText? Secret { get; init; }

    [Setting("secret-is-base64", "Whether the secret is in base64.", IsLive = true)]
    public bool SecretIsBase64 { get; init; }

    [Setting("keys-url", "Where the keys of tokens are published: a set of JSON Web Keys, or an OpenID configuration that names one. They are read again when a token names an unknown key, and once an hour.", Example = "https://id.example/.well-known/openid-configuration", IsLive = true)]
    public Uri? KeysUrl { get; init; }

    [Setting("audience", "What the `aud` of a token must name, when it has one.", Default = "anything", Example = "shop", IsLive = true)]
    public string? Audience { get; init; }

    [Setting("role-claim", "Where a token has its role: a path such as `.role`, `$.app.roles[0]` or `.groups[?(@ ^== \"db_\")]`.", IsLive = true)]
    public string RoleClaim { get; init; } = ".role";

    [Setting("anonymous-role", "The database role of callers without a token, and of tokens without a role. PostgreSQL only.", Default = "none: `anonymous` decides, and Rowgate's own database role is used", Example = "anon", IsLive = true)]
    public string? AnonymousRole { get; init; }

    [Setting("cache", "How many checked tokens are remembered, so that their signature is not checked with each request. 0 for none.", Min = "0", Max = "1000000", IsLive = true)]
    public int Cache { get; init; } = 1000;
}
