using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Rowgate.PostgreSql.Configuration;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Catalog;

/// <summary>Keeps a catalog up to date: listens to the reload channel on a connection of its own.</summary>
/// <remarks>
/// The payload <c>reload schema</c>, or none, asks for the schema, <c>reload config</c> for the configuration; others are
/// ignored. Many messages in a row are answered by one reading. Whatever was missed while the connection was down is read
/// when it is there again. A reading that fails is tried again, ever more slowly.
/// </remarks>
/// <param name="options">Where to listen.</param>
/// <param name="control">Where connections come from that no request waits for.</param>
/// <param name="catalog">What is kept up to date.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where trouble is told.</param>
internal sealed partial class SchemaWatch(
    PostgresOptions options, NpgsqlDataSource control, ServedCatalog catalog, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan QuietWaitMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(32);

    // A dead server is noticed by a question that gets no answer, since nothing else is ever sent.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    // One place: a second request before the first is answered changes nothing.
    private readonly Channel<bool> _requests = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Told when somebody asks to read the configuration again.</summary>
    public event EventHandler? ConfigurationRequested;

    /// <summary>Told when somebody says that the schema changed, before it is read.</summary>
    public event EventHandler? SchemaRequested;

    /// <summary>Completes when the channel is listened to for the first time, or is not to be.</summary>
    public Task Listening => _listening.Task;

    /// <summary>Why changes of the schema are not told by the database itself, so that somebody must send <c>NOTIFY</c> after
    /// them; null when they are, or it is not known yet.</summary>
    public string? WhyNotTold { get; private set; }

    /// <summary>Reads the catalog, and again whenever that is asked for, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _requests.Writer.TryWrite(true);
        try
        {
            await Task.WhenAll(ListenAsync(cancellationToken), ReadAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Being stopped is the only end there is.
        }
    }

    /// <summary>Takes away what tells of changes.</summary>
    /// <returns>The names of what was removed.</returns>
    /// <exception cref="NpgsqlException">The server is gone, or refuses.</exception>
    public async Task<IReadOnlyList<string>> RemoveTriggersAsync(CancellationToken cancellationToken)
    {
        await using var connection = await control.OpenConnectionAsync(cancellationToken);
        return await new SchemaTrigger(options.Capture.Name, "").RemoveAsync(connection, cancellationToken);
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        if (options.ReloadChannel is not { } channel)
        {
            _listening.TrySetResult();
            return;
        }

        for (var failures = 0; ; failures++)
        {
            try
            {
                await using var connection = await control.OpenConnectionAsync(cancellationToken);
                connection.Notification += OnNotification;
                await StartAsync(connection, channel, cancellationToken);
                failures = 0;
                while (true)
                {
                    if (!await connection.WaitAsync(SilenceMax, cancellationToken))
                        await AskAsync(connection, "SELECT", cancellationToken);
                }
            }
            catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
            {
                var delay = DelayAfter(failures);
                LogListeningFailed(channel, (long)delay.TotalMilliseconds, Reason(cause));
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    private async Task StartAsync(NpgsqlConnection connection, string channel, CancellationToken cancellationToken)
    {
        await AskAsync(connection, $"LISTEN {SqlName.Quote(channel)}", cancellationToken);
        if (await new SchemaTrigger(options.Capture.Name, channel).InstallAsync(connection, cancellationToken) is { } why)
        {
            if (WhyNotTold is null)
                LogNotTold(channel, why);
            WhyNotTold = why;
        }

        // What happened before the channel was listened to was told to nobody.
        _requests.Writer.TryWrite(true);
        _listening.TrySetResult();
    }

    private void OnNotification(object sender, NpgsqlNotificationEventArgs message)
    {
        if (message.Payload is "" or "reload schema")
        {
            SchemaRequested?.Invoke(this, EventArgs.Empty);
            _requests.Writer.TryWrite(true);
        }
        else if (message.Payload == "reload config")
        {
            ConfigurationRequested?.Invoke(this, EventArgs.Empty);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            if (failures == 0)
                await _requests.Reader.ReadAsync(cancellationToken);
            if (catalog.Catalog.Version > 0)
                await WaitForQuietAsync(cancellationToken);
            try
            {
                await catalog.RefreshAsync(cancellationToken);
                failures = 0;
            }
            catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
            {
                var delay = DelayAfter(failures++);
                LogReadingFailed((long)delay.TotalMilliseconds, Reason(cause));
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    // A migration is many messages: wait until no more come, but not for a migration that never ends.
    private async Task WaitForQuietAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        do
        {
            await Task.Delay(Quiet, time, cancellationToken);
        }
        while (_requests.Reader.TryRead(out _) && time.GetElapsedTime(start) < QuietWaitMax);
    }

    private static async Task AskAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 10 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // Known troubles in words for people; of others all that there is.
    private static Exception Reason(Exception cause) => PostgresFaults.IsKnown(cause) ? CatalogFaults.Translate(cause) : cause;

    private static TimeSpan DelayAfter(int failures) =>
        failures >= 5 ? RetryDelayMax : TimeSpan.FromSeconds(1 << failures);

    [LoggerMessage(4201, LogLevel.Warning, "Channel {Channel} cannot be listened to; next try in {DelayMs} ms")]
    private partial void LogListeningFailed(string channel, long delayMs, Exception cause);

    [LoggerMessage(4202, LogLevel.Warning, "The schema could not be read, and what was known of it stays; next try in {DelayMs} ms")]
    private partial void LogReadingFailed(long delayMs, Exception cause);

    [LoggerMessage(4203, LogLevel.Information,
        "Changes of the schema are not noticed by themselves ({Why}); send NOTIFY {Channel}, 'reload schema' after each")]
    private partial void LogNotTold(string channel, string why);
}
