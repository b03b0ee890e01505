namespace Rowgate.Live.Tests;

/// <summary>Concurrent writers, many followers that join whenever they like, and every result rebuilt from events.</summary>
public sealed class ConvergenceTests
{
    private const int Writers = 4;
    private const int Followers = 40;

    private static readonly string[] Statuses = ["open", "paid", "sent"];

    private static readonly Expectation[] Queries =
    [
        new("orders", state => state.Orders.Values.Select(order => order.ToString())),
        new("orders?customer_id=eq.2", state => Where(state, order => order.Customer == 2)),
        new("orders?customer_id=in.(1,3)&status=eq.open", state => Where(state, order => order.Customer != 2 && order.Status == "open")),
        new("orders?status=eq.paid&customer_id=eq.3", state => Where(state, order => order.Customer == 3 && order.Status == "paid")),
        new("orders?status=not.eq.sent&customer_id=eq.2", state => Where(state, order => order.Customer == 2 && order.Status != "sent")),
        new("orders?status=in.(paid,sent)", state => Where(state, order => order.Status != "open")),
        new("orders?total=gt.50&order=total.desc", state => Where(state, order => order.Total > 50)),
        new("orders?or=(status.eq.open,total.lt.10)&select=id,sum:total", state => state.Orders.Values
            .Where(order => order.Status == "open" || order.Total < 10)
            .Select(order => $$"""{"id":{{order.Id}},"sum":{{order.Total}}}""")),
        new("orders?id=eq.7", state => Where(state, order => order.Id == 7)),
        new("orders?select=total&customer_id=eq.1", state => state.Orders.Values.Where(order => order.Customer == 1)
            .Select(order => $$"""{"total":{{order.Total}}}""")),
        new("notes", state => state.Notes.Select(note => $$"""{"text":"{{note}}"}""")),
        new("orders?order=total.desc,id&limit=7", state => state.Orders.Values
            .OrderByDescending(order => order.Total).ThenBy(order => order.Id).Take(7).Select(order => order.ToString()), IsOrdered: true),
        new("orders?order=total,id&limit=5&offset=2&status=eq.open", state => state.Orders.Values
            .Where(order => order.Status == "open")
            .OrderBy(order => order.Total).ThenBy(order => order.Id).Skip(2).Take(5).Select(order => order.ToString()), IsOrdered: true),
        new("orders?select=status,count()", state => state.Orders.Values.GroupBy(order => order.Status)
            .Select(group => $$"""{"status":"{{group.Key}}","count":{{group.Count()}}}""")),
        new("orders?select=id,customers(name)&total=lt.40", state => state.Orders.Values.Where(order => order.Total < 40)
            .Select(order => $$$"""{"id":{{{order.Id}}},"customers":{"name":"{{{state.Customers[order.Customer]}}}"}}""")),
        new("open_orders?select=id,total", state => state.Orders.Values.Where(order => order.Status == "open")
            .Select(order => $$"""{"id":{{order.Id}},"total":{{order.Total}}}""")),
        new("orders?select=total&order=total&limit=4", state => state.Orders.Values.OrderBy(order => order.Total).Take(4)
            .Select(order => $$"""{"total":{{order.Total}}}"""), IsOrdered: true),
        new("notes?order=text&limit=6", state => state.Notes.Order(StringComparer.Ordinal).Take(6)
            .Select(note => $$"""{"text":"{{note}}"}"""), IsOrdered: true),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ShopSource.Sqlite, 1)]
    [InlineData(ShopSource.Sqlite, 2)]
    [InlineData(ShopSource.Wal15, 3)]
    [InlineData(ShopSource.Wal18, 4)]
    [InlineData(ShopSource.Trigger15, 5)]
    public async Task Every_follower_has_at_each_id_what_the_query_answered_there(ShopSource source, int seed)
    {
        await using var shop = await Shop.OpenAsync(source);
        shop.Commit(t => Enumerable.Range(1, 30).ToList().ForEach(id => t.InsertOrder(id, id % 3 + 1, Statuses[id % 3], id * 3)));
        var written = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(shop, new Random(seed * 100 + writer))));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromMinutes(5));

        var followers = Enumerable.Range(0, Followers)
            .Select(i => FollowAsync(shop, Queries[i % Queries.Length], new Random(seed * 1000 + i), written, deadline.Token))
            .ToList();
        await Task.WhenAll(followers);

        foreach (var query in Queries)
        {
            var answered = await shop.ReadAsync(query.Query, Token);
            Assert.Equal(query.Rows(shop.History.Last).Order(StringComparer.Ordinal), answered.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData(ShopSource.Sqlite, 11)]
    [InlineData(ShopSource.Wal15, 12)]
    [InlineData(ShopSource.Wal18, 13)]
    [InlineData(ShopSource.Trigger15, 14)]
    public async Task A_restart_of_everything_loses_nothing_for_those_who_resume(ShopSource source, int seed)
    {
        await using var shop = await Shop.OpenAsync(source);
        shop.Commit(t => Enumerable.Range(1, 30).ToList().ForEach(id => t.InsertOrder(id, id % 3 + 1, Statuses[id % 3], id * 3)));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromMinutes(5));
        var replicas = Queries.Select(_ => new Replica()).ToList();
        for (var round = 0; round < 4; round++)
        {
            var written = WriteAsync(shop, new Random(seed * 100 + round));
            await Task.WhenAll(Queries.Select((query, i) =>
                ReadSomeAsync(shop, query, replicas[i], new Random(seed * 1000 + round * 100 + i), deadline.Token)));
            await shop.RestartAsync();
            await written;
        }

        await Task.WhenAll(Queries.Select((query, i) => ReadUntilAsync(shop, query, replicas[i], Task.CompletedTask, deadline.Token)));
        Assert.All(Queries.Zip(replicas).Take(11), pair => Assert.Single(pair.Second.Words, "Snapshot"));
    }

    // Joins, leaves after some events, resumes from the last id or starts over; then stays to the end.
    private static async Task FollowAsync(Shop shop, Expectation query, Random random, Task written, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50)), TimeProvider.System, cancellationToken);
        var replica = new Replica();
        while (!written.IsCompleted)
        {
            if (random.Next(4) == 0)
                replica = new();
            await ReadSomeAsync(shop, query, replica, random, cancellationToken);
        }

        await ReadUntilAsync(shop, query, replica, written, cancellationToken);
    }

    private static async Task ReadSomeAsync(Shop shop, Expectation query, Replica replica, Random random, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(TimeSpan.FromMilliseconds(random.Next(1, 200)));
        try
        {
            await ReadAsync(shop, query, replica, _ => false, enough.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Left.
        }
    }

    private static Task ReadUntilAsync(Shop shop, Expectation query, Replica replica, Task written, CancellationToken cancellationToken) =>
        ReadAsync(
            shop, query, replica, current => written.IsCompleted && query.Holds(current, shop.History.Last), cancellationToken);

    private static async Task ReadAsync(
        Shop shop, Expectation query, Replica replica, Func<Replica, bool> isDone, CancellationToken cancellationToken)
    {
        // A client that left between two ids takes back what had no id yet.
        replica.Rollback();
        await using var live = await shop.FollowAsync(query.Query, replica.Last, cancellationToken);
        await foreach (var happened in live.ReadAsync(cancellationToken))
        {
            replica.Apply(happened);
            if (happened.Offset is { } id)
            {
                query.Check(replica, shop.At(id));
                if (isDone(replica))
                    return;
            }
        }

        Assert.Fail($"{query.Query} ended with {replica.Words[^1]}");
    }

    private static async Task WriteAsync(Shop shop, Random random)
    {
        for (var i = 0; i < 150; i++)
        {
            shop.Commit(t =>
            {
                for (var change = random.Next(1, 5); change > 0; change--)
                    WriteOne(t, random);
            });
            if (random.Next(3) == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(4)), TimeProvider.System, Token);
        }
    }

    private static void WriteOne(ShopTransaction t, Random random)
    {
        var id = random.Next(1, 60);
        switch (random.Next(10))
        {
            case < 3 when !t.HasOrder(id):
                t.InsertOrder(id, random.Next(1, 4), Statuses[random.Next(3)], random.Next(100));
                break;
            case < 7:
                t.UpdateOrder(id, random.Next(3) switch
                {
                    0 => $"status = '{Statuses[random.Next(3)]}'",
                    1 => $"total = {random.Next(100)}",
                    _ => $"customer_id = {random.Next(1, 4)}, total = total",
                });
                break;
            case 7:
                t.DeleteOrder(id);
                break;
            case 8 when random.Next(60, 90) is var free && !t.HasOrder(free):
                t.UpdateOrder(id, $"id = {free}", newId: free);
                break;
            case 8:
                t.RenameCustomer(random.Next(1, 4), $"name{random.Next(5)}");
                break;
            default:
                t.InsertNote($"note{random.Next(5)}");
                if (random.Next(2) == 0)
                    t.UpdateNote($"note{random.Next(5)}", $"note{random.Next(5)}");
                break;
        }
    }

    private static IEnumerable<string> Where(ShopState state, Func<Order, bool> filter) =>
        state.Orders.Values.Where(filter).Select(order => order.ToString());
}
