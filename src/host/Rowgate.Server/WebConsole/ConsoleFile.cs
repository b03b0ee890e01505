namespace Rowgate.Server.WebConsole;

/// <summary>One file of the web console, as it is in the program.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="ContentType">The media type.</param>
/// <param name="ETag">A strong tag made of the content, in quotes.</param>
/// <param name="IsImmutable">True when the name holds a hash of the content, so that a browser may keep it for ever.</param>
internal sealed record ConsoleFile(byte[] Content, string ContentType, string ETag, bool IsImmutable);
