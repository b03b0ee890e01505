namespace Rowgate.Cli.Output;

/// <summary>A command gives up, with words for people.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">What was wrong, and where.</param>
/// <param name="hint">What to do about it; null when the message says it all.</param>
internal sealed class CommandFailedException(int exitCode, string message, string? hint = null) : Exception(message)
{
    public int ExitCode => exitCode;

    public string? Hint => hint;
}
