using Microsoft.Playwright;
using Rowgate.Console.Tests;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace Rowgate.Console.Tests;

/// <summary>One Chromium for all tests. Each test gets a context of its own: storage, cache, nothing shared.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        // Generous: the machine may be busy with other tests, and a true sentence does not get truer by being quick.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            // The system's Chromium: nothing is downloaded. It must not call home either, or the tests would need a network.
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    internal async Task<ConsolePage> OpenAsync(RunningServer server, string place, ViewportSize? size = null)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = server.Address.ToString(),
            ColorScheme = ColorScheme.Light,
            ViewportSize = size ?? new() { Width = 1280, Height = 800 },
        });
        var page = new ConsolePage(context, await context.NewPageAsync(), server.Address);
        await page.GoToAsync(place);
        return page;
    }
}
