using System.Collections.Immutable;
using Rowgate.Core.Errors;

namespace Rowgate.Server.Configuration;

/// <summary>The configuration has mistakes.</summary>
public sealed class ConfigurationException(ImmutableArray<Mistake> mistakes)
    : RowgateException(string.Join('\n', mistakes))
{
    /// <summary>All of them, in the order of the file; one at least.</summary>
    public ImmutableArray<Mistake> Mistakes => mistakes;

    /// <inheritdoc/>
    public override bool IsTransient => false;

    /// <inheritdoc/>
    public override string Hint => "Every setting is described in docs/reference/configuration.md.";
}
