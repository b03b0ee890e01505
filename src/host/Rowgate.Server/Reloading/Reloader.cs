using Microsoft.Extensions.Logging;
using Rowgate.Databases;
using Rowgate.Server.Configuration;
using Rowgate.Server.Options;
using Rowgate.Server.Postgrest;

namespace Rowgate.Server.Reloading;

/// <summary>Takes a changed configuration file over, as far as that is possible while the server runs.</summary>
/// <remarks>The file is looked at once a second, and not watched: that also works for mounted files, links that are swapped,
/// and editors that write a new file.</remarks>
internal sealed partial class Reloader(
    ConfigurationReader configuration, RowgateOptions first, Action<RowgateOptions> apply, TimeProvider time, ILogger<Reloader> logger)
    : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1);
    private RowgateOptions _current = first;
    private DateTime _seen = LastWritten(configuration);

    /// <summary>Looks at the file until the token says so. Returns at once when there is no file.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (configuration.File is null)
            return;
        using var timer = new PeriodicTimer(LookInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (LastWritten(configuration) is var written && written != _seen)
            {
                _seen = written;
                await ReloadAsync(cancellationToken);
            }
        }
    }

    /// <summary>Reads the configuration again and takes over what can be. A file with mistakes changes nothing, nor does a
    /// database that should tell settings and is not there.</summary>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            TakeOver(await StoredConfiguration.ReadAsync(configuration, cancellationToken));
        }
        catch (ConfigurationException cause)
        {
            foreach (var mistake in cause.Mistakes)
                LogRejected(mistake);
        }
        catch (DatabaseException cause)
        {
            LogUnread(cause.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private void TakeOver(RowgateOptions next)
    {
        var changed = Setting.All.Where(setting => setting.Fingerprint(_current) != setting.Fingerprint(next)).ToArray();
        if (changed.Length == 0)
            return;
        apply(next);
        _current = next;
        foreach (var setting in changed)
        {
            if (setting.About.IsLive)
                LogApplied(setting.Path);
            else
                LogNeedsRestart(setting.Path);
        }
    }

    private static DateTime LastWritten(ConfigurationReader configuration) =>
        configuration.File is { } file ? File.GetLastWriteTimeUtc(file) : default;

    [LoggerMessage(1201, LogLevel.Information, "Configuration: {Setting} has a new value, which holds from now on")]
    private partial void LogApplied(string setting);

    [LoggerMessage(1202, LogLevel.Warning, "Configuration: {Setting} has a new value, which needs a restart")]
    private partial void LogNeedsRestart(string setting);

    [LoggerMessage(1203, LogLevel.Error, "Configuration: nothing is changed, because of a mistake: {Mistake}")]
    private partial void LogRejected(Mistake mistake);

    [LoggerMessage(1204, LogLevel.Error, "Configuration: nothing is changed, because the settings in the database cannot be read: {Reason}")]
    private partial void LogUnread(string reason);
}
