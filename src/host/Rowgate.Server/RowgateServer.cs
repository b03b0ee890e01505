using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Rowgate.Databases;
using Rowgate.Journal;
using Rowgate.Server.Admin;
using Rowgate.Server.Configuration;
using Rowgate.Server.Features;
using Rowgate.Server.Hosting;
using Rowgate.Server.Options;

namespace Rowgate.Server;

/// <summary>A running Rowgate: a list of features put together.</summary>
public sealed class RowgateServer : IAsyncDisposable
{
    private static readonly TimeSpan FirstReadTimeMax = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private RowgateServer(WebApplication app) => _app = app;

    /// <summary>The addresses it listens on, such as <c>http://127.0.0.1:8080</c>; with the ports that the system chose.</summary>
    public IReadOnlyCollection<string> Addresses =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>The source, for people and examples.</summary>
    public IDatabase Database => _app.Services.GetRequiredService<IDatabase>();

    /// <summary>The journal.</summary>
    public IJournal Journal => _app.Services.GetRequiredService<IJournal>();

    /// <summary>Starts the server: opens source and journal, then listens, then captures.</summary>
    /// <param name="configuration">Where the options came from, to be read again when the file changes.</param>
    /// <param name="options">The options.</param>
    /// <param name="source">The database; the sample when the options name none.</param>
    /// <param name="log">Where the log goes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DatabaseException">The source cannot be opened.</exception>
    /// <exception cref="JournalException">The journal cannot be opened.</exception>
    /// <exception cref="AddressTakenException">An address cannot be listened on.</exception>
    public static async Task<RowgateServer> StartAsync(
        ConfigurationReader configuration, RowgateOptions options, SourceAddress source, TextWriter log, CancellationToken cancellationToken)
    {
        var app = Compose(configuration, options, source, log);
        try
        {
            // Before anything listens, so that what is wrong with them ends the start with its own words.
            var database = app.Services.GetRequiredService<IDatabase>();
            _ = app.Services.GetRequiredService<IJournal>();
            await ReadSchemaAsync(database, cancellationToken);
            Map(app);
            await app.StartAsync(cancellationToken);
            KestrelFeature.ProtectSockets(options);
            return new(app);
        }
        catch (Exception cause)
        {
            // Loops that run already must end before anything is said, or their last lines get in between.
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
            if (AddressTaken(cause, options) is { } taken)
                throw taken;
            throw;
        }
    }

    /// <summary>Waits until the server is told to stop, or stops because a part of it broke.</summary>
    /// <param name="cancellationToken">Tells it to stop: streams end, requests under way are answered, the journal is closed.</param>
    public async Task WaitForStopAsync(CancellationToken cancellationToken)
    {
        var lifetime = _app.Services.GetRequiredService<IHostApplicationLifetime>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Token.Register(stopped.SetResult))
            await stopped.Task;
        await _app.StopAsync(CancellationToken.None);
        _app.Services.GetRequiredService<LoopFault>().Throw();
    }

    /// <summary>Stops the server if it runs, and closes source and journal.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static WebApplication Compose(ConfigurationReader configuration, RowgateOptions options, SourceAddress source, TextWriter log)
    {
        // Empty: no settings from the environment or files but our own.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "rowgate" });
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<LoopFault>();
        MetricsFeature.Add(builder);
        LoggingFeature.Add(builder, options, log);
        KestrelFeature.Add(builder, options);
        SourceFeature.Add(builder, options, source);
        JournalFeature.Add(builder, options);
        CaptureFeature.Add(builder);
        BackfillFeature.Add(builder, options);
        LiveFeature.Add(builder, options);
        RestFeature.Add(builder, options);
        AdminFeature.Add(builder, options);
        ReloadFeature.Add(builder, configuration, options);
        return builder.Build();
    }

    // So that the first request finds it. A database that is not there yet is waited for by its requests, one by one.
    private static async Task ReadSchemaAsync(IDatabase database, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(FirstReadTimeMax);
        try
        {
            if (database.WhyNotReady is not null)
                await database.RefreshAsync(limit.Token);
        }
        catch (Exception cause) when (cause is DatabaseException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // The database itself tries again, and logs why it has to.
        }
    }

    private static void Map(WebApplication app)
    {
        app.Services.GetRequiredService<AdminListener>().Use(app);

        // Behind what gives paths another name: else the endpoint is chosen by the name that was asked for.
        app.UseRouting();
        StreamEnd.Use(app);
        CaptureNeed.Use(app);
        RestFeature.Map(app);
        BackfillFeature.Map(app);
        AdminFeature.Map(app);
        ConsoleFeature.Map(app);
        HealthFeature.Map(app);
        MetricsFeature.Map(app);
        NotFoundFeature.Map(app);
    }

    private static AddressTakenException? AddressTaken(Exception cause, RowgateOptions options)
    {
        var socket = cause as SocketException ?? cause.InnerException as SocketException ?? cause.InnerException?.InnerException as SocketException;
        var addresses = string.Join(", ", options.Listen);
        return socket?.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => new(
                $"{addresses} is taken by another process",
                "Stop that process, or choose another port: rowgate serve --listen 127.0.0.1:8081 (port 0 takes any free one).",
                cause),
            SocketError.AccessDenied => new(
                $"This user may not listen on {addresses}", "Ports below 1024 need rights; choose a higher one, such as --listen 127.0.0.1:8080.", cause),
            SocketError.AddressNotAvailable => new(
                $"{addresses} is not an address of this machine", "Use 127.0.0.1 for this machine only, or * for all of its addresses.", cause),
            _ => null,
        };
    }
}
