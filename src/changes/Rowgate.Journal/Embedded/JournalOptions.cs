using System.ComponentModel.DataAnnotations;

namespace Rowgate.Journal.Embedded;

/// <summary>Where the embedded journal lives, and how much it keeps.</summary>
public sealed class JournalOptions
{
    /// <summary>The directory of its files; made when it is not there. No default.</summary>
    [Required]
    public required string Directory { get; init; }

    /// <summary>Changes older than this, counted from when they were appended, may be dropped. Default 7 days, at most a
    /// hundred years; zero keeps them for ever.</summary>
    [Range(typeof(TimeSpan), "0", "36500")]
    public TimeSpan RetentionAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>When the journal grows past this, its oldest changes are dropped. Bytes; default 10 GiB; zero means no limit.</summary>
    /// <remarks>The newest batch always stays. On disk there is a write-ahead log besides, of 16 MiB as a rule.</remarks>
    [Range(0, long.MaxValue)]
    public long RetentionBytes { get; init; } = 10L << 30;

    /// <summary>How many bytes of the newest changes are kept in memory for readers near the end. Default 2 MiB; zero means none.</summary>
    [Range(0, int.MaxValue)]
    public int RecentBytesMax { get; init; } = 2 << 20;
}
