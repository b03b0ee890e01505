using Rowgate.PostgreSql.Servers;

namespace Rowgate.Live.Tests;

/// <summary>Every place that a shop can be in.</summary>
public sealed class ShopSources : TheoryData<ShopSource>
{
    public static readonly ShopSource[] All = Enum.GetValues<ShopSource>();

    /// <summary>Those that tell of the schema before anybody writes: the log of a server before 14 has no messages for that.</summary>
    public static readonly ShopSource[] ThatTellAtOnce =
        PostgresRelease.Of(18).Version < 14 ? [.. All.Where(source => source != ShopSource.Wal18)] : All;

    public ShopSources()
        : base(All)
    {
    }
}
