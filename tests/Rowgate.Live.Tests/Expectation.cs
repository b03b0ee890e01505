namespace Rowgate.Live.Tests;

/// <summary>A query, and what it must answer in each state of the shop.</summary>
internal sealed record Expectation(string Query, Func<ShopState, IEnumerable<string>> Rows, bool IsOrdered = false)
{
    public void Check(Replica replica, ShopState state) =>
        Assert.Equal(IsOrdered ? Rows(state) : Rows(state).Order(StringComparer.Ordinal), IsOrdered ? replica.Rows : replica.SortedRows);

    public bool Holds(Replica replica, ShopState state) =>
        IsOrdered ? Rows(state).SequenceEqual(replica.Rows) : Rows(state).Order(StringComparer.Ordinal).SequenceEqual(replica.SortedRows);
}
