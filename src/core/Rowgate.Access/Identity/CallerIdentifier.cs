using Microsoft.Extensions.Logging;
using Rowgate.Core.Errors;

namespace Rowgate.Access.Identity;

/// <summary>Finds out who makes a request, from its <c>Authorization</c> header. Safe for many callers at once.</summary>
/// <remarks>Source: https://docs.postgrest.org/en/stable/references/auth.html</remarks>
public sealed class CallerIdentifier
{
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile IdentityRules _rules;
    private PublishedKeys? _published;

    /// <summary>Makes an identifier; nothing is read from elsewhere before the first token comes.</summary>
    /// <exception cref="FormatException">The secret or the path to the role is wrong. The message never repeats the secret.</exception>
    public CallerIdentifier(IdentityOptions options, TimeProvider time, ILogger<CallerIdentifier> logger)
    {
        _time = time;
        _logger = logger;
        _rules = Compile(options);
    }

    /// <summary>Takes other options; requests under way are judged by the old ones. Tokens are checked again.</summary>
    /// <exception cref="FormatException">The secret or the path to the role is wrong; the old options stay.</exception>
    public void Use(IdentityOptions options) => _rules = Compile(options);

    /// <summary>Finds out who makes a request.</summary>
    /// <param name="authorizationHeader">The header's value; null when there is none. Schemes other than Bearer say nothing.</param>
    /// <param name="cancellationToken">Cancels the reading of published keys.</param>
    /// <returns>The caller; or why the token is not believed. <see cref="Challenge"/> has the header for that answer.</returns>
    public ValueTask<Outcome<Caller>> IdentifyAsync(string? authorizationHeader, CancellationToken cancellationToken) =>
        _rules.IdentifyAsync(authorizationHeader, cancellationToken);

    private IdentityRules Compile(IdentityOptions options)
    {
        // Keys that were read stay in force when other options change.
        var published = options.KeysUrl is not { } url ? null
            : _published?.Url == url ? _published
            : new PublishedKeys(url, _time, _logger);
        var rules = new IdentityRules(options, published, _time);
        _published = published;
        return rules;
    }
}
