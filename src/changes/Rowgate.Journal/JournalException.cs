using Rowgate.Core.Errors;

namespace Rowgate.Journal;

/// <summary>The journal could not be opened, read or written.</summary>
public sealed class JournalException(string message, string hint, bool isTransient, Exception? cause = null)
    : RowgateException(message, cause)
{
    /// <inheritdoc/>
    public override bool IsTransient => isTransient;

    /// <inheritdoc/>
    public override string Hint => hint;
}
