namespace Rowgate.Live.Tests;

/// <summary>Every place that a shop can be in.</summary>
public sealed class ShopSources : TheoryData<ShopSource>
{
    public static readonly ShopSource[] All = Enum.GetValues<ShopSource>();

    public ShopSources()
        : base(All)
    {
    }
}
