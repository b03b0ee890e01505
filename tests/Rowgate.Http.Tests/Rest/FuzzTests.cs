namespace Rowgate.Http.Tests.Rest;

/// <summary>Nonsense gets a clear answer: never a 500, never a hang, and the server lives on.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Relations = ["customers", "orders", "order_items", "products", "notes", "open_orders"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Nonsense_is_answered_clearly(int seed)
    {
        await using var server = await TestServer.StartAsync();

        await Nonsense.SendAsync(server.Client, seed, Relations);

        using var last = await server.GetAsync("customers?limit=1");
        Assert.Equal(200, (int)last.StatusCode);
    }
}
