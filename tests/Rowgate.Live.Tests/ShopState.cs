using System.Collections.Immutable;

namespace Rowgate.Live.Tests;

internal sealed record ShopState(
    ImmutableSortedDictionary<long, Order> Orders, ImmutableSortedDictionary<long, string> Customers, ImmutableList<string> Notes);
