namespace Rowgate.Server.Options;

/// <summary>An SQLite file.</summary>
/// <param name="Path">The file.</param>
public sealed record SqliteSource(string Path) : SourceAddress
{
    /// <inheritdoc/>
    public override string ToString() => "sqlite:" + Path;
}
