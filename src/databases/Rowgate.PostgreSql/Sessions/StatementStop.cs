namespace Rowgate.PostgreSql.Sessions;

/// <summary>Stops statements of which nobody wants the rest.</summary>
internal static class StatementStop
{
    /// <summary>Runs a cancellation of the driver, which opens a connection and waits for it: on a thread of its own, so that many at
    /// once, or a server that does not answer, leave those of the pool to requests.</summary>
    /// <param name="cancel">The cancellation; the driver has none that does not block.</param>
    public static Task RunAsync(Action cancel) => Task.Factory.StartNew(
        cancel, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
