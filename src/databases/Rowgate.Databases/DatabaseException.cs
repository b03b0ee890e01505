using Rowgate.Core.Errors;

namespace Rowgate.Databases;

/// <summary>The database could not be opened or read: file, server or disk trouble that no request caused.</summary>
public sealed class DatabaseException(string message, string hint, bool isTransient, Exception? cause = null)
    : RowgateException(message, cause)
{
    /// <inheritdoc/>
    public override bool IsTransient => isTransient;

    /// <inheritdoc/>
    public override string Hint => hint;
}
