using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Rowgate.Console.Tests;

/// <summary>An open console. Remembers what the browser complained about, and whom the page asked.</summary>
internal sealed class ConsolePage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    public ConsolePage(IBrowserContext context, IPage page, Uri server)
    {
        _context = context;
        Page = page;
        page.SetDefaultTimeout(20_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Enqueue($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Enqueue($"exception: {error}");
        context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(server.ToString(), StringComparison.Ordinal))
                _complaints.Enqueue($"request to elsewhere: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>The pill that says whether the rows are live.</summary>
    public ILocator Pill => Page.Locator(".pill");

    public ILocator Rows => Page.Locator(".row-table tbody tr:not(.leaving)");

    public Task GoToAsync(string place) => Page.GotoAsync($"console/#/{place}");

    /// <summary>The row whose first cell, the key, is this.</summary>
    public ILocator Row(int key) => Rows.Filter(new() { Has = Page.Locator($"td:first-child >> text=/^{key}$/") });

    /// <summary>The cell of this row under the head of this name.</summary>
    public async Task<ILocator> CellAsync(int key, string column)
    {
        var names = await Page.Locator(".row-table th .name").AllInnerTextsAsync();
        return Row(key).Locator("td").Nth(names.ToList().FindIndex(name => name.Trim() == column));
    }

    public Task IsLiveAsync() => Expect(Pill).ToHaveTextAsync("Live", new() { Timeout = 20_000 });

    /// <summary>Fails when the browser complained, or the page asked anybody but its own server.</summary>
    /// <param name="expected">Words of complaints that belong to the test.</param>
    public void HasNoComplaints(string? expected = null) =>
        Assert.DoesNotContain(_complaints, complaint => expected is null || !complaint.Contains(expected, StringComparison.Ordinal));

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
