namespace Rowgate.Server.Options;

/// <summary>The folder where Rowgate keeps what it must remember.</summary>
/// <param name="Path">The folder; made when it is not there.</param>
public sealed record DataFolder(string Path)
{
    /// <summary>What is remembered of backfills.</summary>
    public string Backfills => System.IO.Path.Combine(Path, "backfills.json");

    /// <summary>The folder of the journal.</summary>
    public string Journal => System.IO.Path.Combine(Path, "journal");

    /// <summary>The folder of large transactions that have not ended yet.</summary>
    public string Spool => System.IO.Path.Combine(Path, "spool");

    /// <summary>The sample database, used when no source is configured.</summary>
    public string Sample => System.IO.Path.Combine(Path, "shop.db");

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
