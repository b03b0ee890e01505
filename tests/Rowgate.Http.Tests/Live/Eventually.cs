namespace Rowgate.Http.Tests.Live;

/// <summary>Waits for what happens on another thread.</summary>
internal static class Eventually
{
    public static async Task IsTrueAsync(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "It did not happen within 30 s.");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
