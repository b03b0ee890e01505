namespace Rowgate.Server.Configuration;

/// <summary>One thing that is wrong in the configuration.</summary>
/// <param name="Place">Where: <c>rowgate.yaml:3:1</c>, <c>environment ROWGATE_LISTEN</c>, <c>--listen</c>.</param>
/// <param name="Message">What is wrong and what would be right. Never repeats a value that came out of the environment.</param>
public sealed record Mistake(string Place, string Message)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => $"{Place}: {Message}";
}
