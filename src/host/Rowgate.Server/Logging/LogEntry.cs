using Microsoft.Extensions.Logging;

namespace Rowgate.Server.Logging;

/// <summary>One entry of the log.</summary>
internal sealed record LogEntry(
    DateTimeOffset Time,
    LogLevel Level,
    string Category,
    int Id,
    string Message,
    Exception? Cause,
    IReadOnlyList<KeyValuePair<string, object?>>? Values);
