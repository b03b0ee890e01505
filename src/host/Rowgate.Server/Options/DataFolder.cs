namespace Rowgate.Server.Options;

/// <summary>The folder where Rowgate keeps what it must remember.</summary>
/// <param name="Path">The folder; made when it is not there.</param>
public sealed record DataFolder(string Path)
{
    /// <summary>The folder of the journal.</summary>
    public string Journal => System.IO.Path.Combine(Path, "journal");

    /// <summary>The sample database, used when no source is configured.</summary>
    public string Sample => System.IO.Path.Combine(Path, "shop.db");

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
