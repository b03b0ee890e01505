namespace Rowgate.Server.Options;

/// <summary>A text that is never shown.</summary>
/// <param name="Text">The text.</param>
public sealed record SecretText(string Text)
{
    /// <summary>What stands in its place wherever settings are shown.</summary>
    public const string Mask = "******";

    /// <summary>The mask.</summary>
    public override string ToString() => Mask;

    /// <summary>Reads the text, or the file that <c>@FILE</c> names, without the line feed at its end.</summary>
    internal static string? Read(string text, string folder, out SecretText? secret)
    {
        secret = null;
        if (!text.StartsWith('@'))
        {
            secret = new(text);
            return null;
        }

        try
        {
            secret = new(File.ReadAllText(Path.GetFullPath(text[1..], folder)).TrimEnd('\r', '\n'));
            return null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return $"the file behind \"@\" cannot be read: {cause.Message}";
        }
    }
}
