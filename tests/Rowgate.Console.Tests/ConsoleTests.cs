using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rowgate.Console.Tests;

public sealed class ConsoleTests(BrowserFixture browser) : IAsyncLifetime
{
    private readonly ShopFile _shop = new();
    private RunningServer? _server;

    private RunningServer Server => _server ?? throw new InvalidOperationException("The server does not run.");

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync(_shop);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task The_overview_says_what_is_served_and_how_to_try_it()
    {
        await using var console = await browser.OpenAsync(Server, "");
        await Expect(console.Page.Locator(".facts")).ToContainTextAsync("running");
        await Expect(console.Page.Locator(".command code").First).ToContainTextAsync($"{Server.Address}rest/v1/orders");
        await Expect(console.Page.Locator(".chart")).ToHaveCountAsync(4);
        console.HasNoComplaints();
    }

    [Fact]
    public async Task Tables_are_listed_with_columns_and_keys()
    {
        await using var console = await browser.OpenAsync(Server, "tables");
        var orders = console.Page.Locator(".table-card", new() { HasText = "customer_id" });
        await Expect(orders.Locator("h2 a")).ToHaveTextAsync("orders");
        await Expect(orders.Locator(".columns li")).ToHaveCountAsync(4);
        await Expect(orders.Locator(".columns li", new() { Has = console.Page.Locator(".icon") })).ToContainTextAsync("id");
        await orders.Locator("h2 a").ClickAsync();
        await Expect(console.Page.Locator("h1")).ToHaveTextAsync("orders");
        console.HasNoComplaints();
    }

    [Fact]
    public async Task A_table_shows_its_newest_rows_page_by_page()
    {
        await using var console = await browser.OpenAsync(Server, "tables/orders");
        await Expect(console.Rows).ToHaveCountAsync(100);
        await Expect(console.Rows.First.Locator("td").First).ToHaveTextAsync("250");
        await Expect(console.Page.Locator(".pager")).ToContainTextAsync("1–100 of 250");
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await Expect(console.Rows.First.Locator("td").First).ToHaveTextAsync("150");
        await Expect(console.Page.Locator(".url-line code")).ToHaveTextAsync($"{Server.Address}rest/v1/orders?order=id.desc&limit=100&offset=100");
        console.HasNoComplaints();
    }

    [Fact]
    public async Task A_filter_and_a_click_on_a_column_change_the_query()
    {
        await using var console = await browser.OpenAsync(Server, "tables/orders");
        await console.IsLiveAsync();
        await console.Page.GetByLabel("Filter").FillAsync("status=eq.paid&total=gt.200");
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console.Rows).ToHaveCountAsync(10);
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "total", Exact = false }).ClickAsync();
        await Expect(console.Rows.First.Locator("td").First).ToHaveTextAsync("205");
        await Expect(console.Page.Locator(".url-line code"))
            .ToHaveTextAsync($"{Server.Address}rest/v1/orders?status=eq.paid&total=gt.200&order=total.asc,id.asc&limit=100");
        console.HasNoComplaints();
    }

    [Fact]
    public async Task A_write_by_another_program_changes_the_cell_and_makes_it_flash()
    {
        await using var console = await browser.OpenAsync(Server, "tables/orders");
        await console.IsLiveAsync();
        var status = await console.CellAsync(249, "status");
        await Expect(status).ToHaveTextAsync("open");
        await Expect(console.Page.Locator("td.flash")).ToHaveCountAsync(0);

        _shop.Run("UPDATE orders SET status = 'shipped' WHERE id = 249");

        await Expect(status).ToHaveTextAsync("shipped");
        await Expect(status).ToContainClassAsync("flash");
        await Expect(console.Page.Locator("td.flash")).ToHaveCountAsync(1);
        console.HasNoComplaints();
    }

    [Fact]
    public async Task Rows_of_another_program_come_and_go()
    {
        await using var console = await browser.OpenAsync(Server, "tables/orders");
        await console.IsLiveAsync();
        _shop.Run("INSERT INTO orders (id, customer_id, total) VALUES (251, 2, 12.5)");
        await Expect(console.Rows.First.Locator("td").First).ToHaveTextAsync("251");
        await Expect(console.Rows.First).ToHaveClassAsync("entered");
        await Expect(console.Page.Locator(".pager")).ToContainTextAsync("of 251");

        _shop.Run("DELETE FROM orders WHERE id = 250");
        await Expect(console.Row(250)).ToHaveCountAsync(0);
        await Expect(console.Rows).ToHaveCountAsync(100);
        console.HasNoComplaints();
    }

    [Fact]
    public async Task Large_numbers_keep_their_digits()
    {
        await using var console = await browser.OpenAsync(Server, "tables/customers");
        await Expect(await console.CellAsync(1, "points")).ToHaveTextAsync("9007199254740993");
        console.HasNoComplaints();
    }

    [Fact]
    public async Task A_live_query_typed_as_a_URL_stays_current()
    {
        await using var console = await browser.OpenAsync(Server, "query");
        await console.Page.GetByLabel("Query").FillAsync("orders?select=id,status,customers(name)&status=eq.open&order=id.desc&limit=3");
        await console.Page.Keyboard.PressAsync("Enter");
        await Expect(console.Rows).ToHaveCountAsync(3);
        await Expect(console.Rows.First).ToContainTextAsync("249");

        _shop.Run("UPDATE orders SET status = 'paid' WHERE id = 249");
        await Expect(console.Rows.First).ToContainTextAsync("248");
        await Expect(console.Rows).ToHaveCountAsync(3);
        await Expect(console.Page.Locator(".event-log .op", new() { HasText = "leave" })).ToHaveCountAsync(1);

        _shop.Run("UPDATE customers SET name = 'Ada Lovelace' WHERE id = 1");
        await Expect(console.Row(248)).ToContainTextAsync("Ada Lovelace");
        console.HasNoComplaints();
    }

    [Fact]
    public async Task A_count_follows_the_table()
    {
        await using var console = await browser.OpenAsync(Server, "query?q=" + Uri.EscapeDataString("orders?select=status,count()&order=status"));
        var paid = console.Rows.Filter(new() { HasText = "paid" });
        await Expect(paid).ToContainTextAsync("50");
        _shop.Run("UPDATE orders SET status = 'paid' WHERE id <= 4");
        await Expect(paid).ToContainTextAsync("54");
        await Expect(paid.Locator("td.flash")).ToHaveTextAsync("54");
        console.HasNoComplaints();
    }

    [Fact]
    public async Task A_mistake_in_a_query_is_explained()
    {
        await using var console = await browser.OpenAsync(Server, "query?q=" + Uri.EscapeDataString("orders?statos=eq.open"));
        var card = console.Page.Locator(".error-card");
        await Expect(card).ToContainTextAsync("statos");
        await Expect(card.Locator(".hint")).ToContainTextAsync("status");
        await Expect(console.Pill).ToHaveTextAsync("Stopped");
        console.HasNoComplaints(expected: "status of 400");
    }

    [Fact]
    public async Task The_change_feed_shows_what_another_program_wrote()
    {
        await using var console = await browser.OpenAsync(Server, "changes");
        await console.IsLiveAsync();
        _shop.Run("BEGIN; UPDATE orders SET status = 'shipped' WHERE id = 7; DELETE FROM orders WHERE id = 8; COMMIT");

        var transaction = console.Page.Locator(".transaction").First;
        await Expect(transaction).ToContainTextAsync("2 changes");
        await Expect(transaction).ToContainTextAsync("another program");
        await Expect(transaction.Locator(".change").First.Locator("del")).ToHaveTextAsync("open");
        await Expect(transaction.Locator(".change").First.Locator("ins")).ToHaveTextAsync("shipped");
        await Expect(transaction.Locator(".change").Nth(1)).ToContainTextAsync("delete");
        console.HasNoComplaints();
    }

    [Fact]
    public async Task The_change_feed_can_be_paused_and_filtered()
    {
        await using var console = await browser.OpenAsync(Server, "changes");
        await console.IsLiveAsync();
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        _shop.Run("UPDATE orders SET total = 1 WHERE id = 9");
        await Expect(console.Page.Locator(".button .count")).ToHaveTextAsync("1");
        await Expect(console.Page.Locator(".transaction")).ToHaveCountAsync(0);
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(console.Page.Locator(".transaction")).ToHaveCountAsync(1);

        _shop.Run("UPDATE customers SET name = 'Grace Hopper' WHERE id = 2");
        await Expect(console.Page.Locator(".transaction")).ToHaveCountAsync(2);
        await console.Page.GetByLabel("Table").SelectOptionAsync("customers");
        await Expect(console.Page.Locator(".transaction")).ToHaveCountAsync(1);
        await Expect(console.Page.Locator(".transaction")).ToContainTextAsync("Grace Hopper");
        console.HasNoComplaints();
    }

    [Fact]
    public async Task The_chosen_theme_is_remembered()
    {
        await using var console = await browser.OpenAsync(Server, "");
        var light = await BackgroundAsync(console);
        await console.Page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();
        var dark = await BackgroundAsync(console);
        Assert.NotEqual(light, dark);

        await console.Page.ReloadAsync();
        Assert.Equal(dark, await BackgroundAsync(console));
        await Expect(console.Page.GetByRole(AriaRole.Button, new() { Name = "Dark" })).ToHaveAttributeAsync("aria-pressed", "true");
        console.HasNoComplaints();
    }

    [Fact]
    public async Task A_lost_server_is_said_and_everything_heals_when_it_is_back()
    {
        await using var console = await browser.OpenAsync(Server, "tables/orders");
        await console.IsLiveAsync();
        var port = Server.Port;
        await Server.DisposeAsync();
        await Expect(console.Pill).ToContainTextAsync("Connection lost");
        await Expect(console.Page.Locator(".banner")).ToContainTextAsync("does not answer");
        _shop.Run("UPDATE orders SET status = 'returned' WHERE id = 250");

        _server = await RunningServer.StartAsync(_shop, port);
        await console.IsLiveAsync();
        await Expect(await console.CellAsync(250, "status")).ToHaveTextAsync("returned");
        await Expect(console.Page.Locator(".banner")).ToHaveCountAsync(0);
        console.HasNoComplaints(expected: "Failed to load resource");
    }

    [Fact]
    public async Task On_a_phone_nothing_is_wider_than_the_screen()
    {
        await using var console = await browser.OpenAsync(Server, "", new() { Width = 390, Height = 844 });
        foreach (var link in new[] { "Tables", "Live query", "Changes", "Overview" })
        {
            await console.Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();
            await Expect(console.Page.Locator("h1")).ToHaveTextAsync(link);
            var excess = await console.Page.EvaluateAsync<int>("document.querySelector('main').scrollWidth - innerWidth");
            Assert.True(excess <= 0, $"{link} is {excess} pixels too wide");
        }

        console.HasNoComplaints();
    }

    private static Task<string> BackgroundAsync(ConsolePage console) =>
        console.Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor");
}
