using System.Collections.Immutable;
using System.Text.Json;
using Rowgate.Core.Changes;
using Rowgate.Core.Positions;
using Rowgate.Core.Values;

namespace Rowgate.Live.Tests;

/// <summary>The state of the shop at each place in the journal.</summary>
internal sealed class History
{
    private readonly List<ShopState> _states =
    [
        new(
            ImmutableSortedDictionary<long, Order>.Empty,
            ImmutableSortedDictionary<long, string>.Empty.Add(1, "ada").Add(2, "bob").Add(3, "cy"),
            []),
    ];

    public ShopState Last
    {
        get
        {
            lock (_states)
                return _states[^1];
        }
    }

    public ShopState At(JournalOffset offset)
    {
        lock (_states)
            return _states[(int)offset.Value];
    }

    public void Add(IEnumerable<Change> changes)
    {
        lock (_states)
        {
            foreach (var change in changes)
                _states.Add(After(_states[^1], change));
        }
    }

    private static ShopState After(ShopState state, Change change) => change switch
    {
        RowInserted inserted => With(state, inserted.Shape, inserted.After),
        RowDeleted deleted => Without(state, deleted.Shape, deleted.Before),
        RowUpdated updated => With(Without(state, updated.Shape, updated.Before), updated.Shape, updated.After),
        _ => state,
    };

    private static ShopState With(ShopState state, TableShape shape, RowImage row)
    {
        var values = JsonSerializer.Deserialize<JsonElement[]>(row.Json.Span)!;
        return shape.Table.Name switch
        {
            "orders" => state with
            {
                Orders = state.Orders.SetItem(
                    values[0].GetInt64(), new(values[0].GetInt64(), values[1].GetInt64(), values[2].GetString()!, values[3].GetInt64())),
            },
            "customers" => state with { Customers = state.Customers.SetItem(values[0].GetInt64(), values[1].GetString()!) },
            _ => state with { Notes = state.Notes.Add(values[0].GetString()!) },
        };
    }

    private static ShopState Without(ShopState state, TableShape shape, RowImage row)
    {
        var values = JsonSerializer.Deserialize<JsonElement[]>(row.Json.Span)!;
        return shape.Table.Name switch
        {
            "orders" => state with { Orders = state.Orders.Remove(values[0].GetInt64()) },
            "customers" => state with { Customers = state.Customers.Remove(values[0].GetInt64()) },
            _ => state with { Notes = state.Notes.Remove(values[0].GetString()!) },
        };
    }
}
