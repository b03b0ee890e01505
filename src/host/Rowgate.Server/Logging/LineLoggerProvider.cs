using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rowgate.Server.Options;

namespace Rowgate.Server.Logging;

/// <summary>Writes the log to a stream, one line for each entry: text for people or JSON for machines.</summary>
internal sealed class LineLoggerProvider(TextWriter output, LogFormat format, LogLevelSwitch level, TimeProvider time) : ILoggerProvider
{
    // Tells only what the one who starts the server is told anyway, with a stack trace around it.
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    // Would make an activity for each request, and never says anything at the levels that are shown of others.
    private const string RequestCategory = "Microsoft.AspNetCore.Hosting.Diagnostics";

    private readonly ConcurrentDictionary<string, LineLogger> _loggers = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();

    public ILogger CreateLogger(string categoryName) =>
        categoryName is HostCategory or RequestCategory ? NullLogger.Instance : _loggers.GetOrAdd(categoryName, name => new LineLogger(this, name));

    public void Dispose() => output.Flush();

    private void Write(LogEntry entry)
    {
        var line = format == LogFormat.Json ? LogLine.Json(entry) : LogLine.Text(entry);
        lock (_writing)
            output.WriteLine(line);
    }

    private sealed class LineLogger(LineLoggerProvider provider, string category) : ILogger
    {
        private readonly LineLoggerProvider _provider = provider;
        private readonly bool _isOurs = category.StartsWith("Rowgate.", StringComparison.Ordinal);
        private readonly string _name = category[(category.LastIndexOf('.') + 1)..];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => _provider.Level.IsOn(_isOurs, logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                _provider.Write(new(_provider.Time.GetUtcNow(), logLevel, _name, eventId.Id, formatter(state, exception), exception, state as IReadOnlyList<KeyValuePair<string, object?>>));
        }
    }

    private LogLevelSwitch Level => level;

    private TimeProvider Time => time;
}
