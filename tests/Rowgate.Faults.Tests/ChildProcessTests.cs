namespace Rowgate.Faults.Tests;

public sealed class ChildProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rowgate-child-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_child_does_not_outlive_the_test_run()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        await using var capture = new ChildProcess(
            "capture", Path.Combine(_folder.FullName, "shop.db"), Path.Combine(_folder.FullName, "journal"));

        await capture.AbandonAsync(deadline.Token);
    }
}
