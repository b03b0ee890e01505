using Rowgate.Core.Errors;

namespace Rowgate.Server;

/// <summary>The address to listen on is not available: taken by another process, or not one of this machine.</summary>
public sealed class AddressTakenException(string message, string hint, Exception cause) : RowgateException(message, cause)
{
    /// <inheritdoc/>
    public override bool IsTransient => true;

    /// <inheritdoc/>
    public override string Hint => hint;
}
