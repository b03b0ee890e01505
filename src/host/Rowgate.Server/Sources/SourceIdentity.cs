using Rowgate.Access.Identity;
using Rowgate.Server.Options;

namespace Rowgate.Server.Sources;

/// <summary>How callers of a source say who they are.</summary>
internal static class SourceIdentity
{
    /// <summary>The options of identity that the settings mean.</summary>
    public static IdentityOptions Of(RowgateOptions options)
    {
        var hasRoles = options.Source is PostgresSource;
        return new()
        {
            Secret = options.Auth.Secret?.Text,
            SecretIsBase64 = options.Auth.SecretIsBase64,
            KeysUrl = options.Auth.KeysUrl,
            Audience = options.Auth.Audience,
            RoleClaim = options.Auth.RoleClaim,
            AnonymousRole = hasRoles ? options.Auth.AnonymousRole : null,
            AdmitsWithoutRole = options.Access != Rowgate.Access.AnonymousAccess.None,
            UsesDatabaseRoles = hasRoles,
            CheckedTokensMax = options.Auth.Cache,
        };
    }
}
