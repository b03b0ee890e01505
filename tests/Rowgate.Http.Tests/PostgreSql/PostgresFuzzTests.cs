using Rowgate.Http.Tests.Rest;

namespace Rowgate.Http.Tests.PostgreSql;

/// <summary>Nonsense gets a clear answer from PostgreSQL too: never a 500, never a hang, and the server lives on.</summary>
public sealed class PostgresFuzzTests
{
    private static readonly string[] Relations =
        ["customers", "orders", "order_items", "products", "notes", "open_orders", "people", "people", "bosses", "moods", "rpc/everybody", "rpc/greet"];

    [Theory]
    [InlineData(15, 1)]
    [InlineData(15, 2)]
    [InlineData(18, 3)]
    [InlineData(18, 4)]
    public async Task Nonsense_is_answered_clearly(int version, int seed)
    {
        await using var front = await PostgresFront.StartAsync(version);
        await using var server = front.Take();

        // The same row twice in one merge, which PostgREST answers with 500.
        await Nonsense.SendAsync(server.Client, seed, Relations, "21000");

        using var last = await server.Client.GetAsync(new Uri("customers?limit=1", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)last.StatusCode);
    }
}
