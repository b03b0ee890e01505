using Microsoft.Extensions.Logging;
using Rowgate.Server.Options;

namespace Rowgate.Server.Logging;

/// <summary>The least level that is logged now. May be set at any time.</summary>
internal sealed class LogLevelSwitch(LogDetail detail)
{
    private volatile LogLevel _least = LevelOf(detail);

    /// <summary>Changes what is logged from now on.</summary>
    public void Set(LogDetail detail) => _least = LevelOf(detail);

    /// <summary>True when an entry of this category and level is to be written.</summary>
    /// <remarks>The web framework tells of every request; of that, only trouble is worth a line, unless debugging. What it
    /// tells of each connection is of use to its own makers only.</remarks>
    public bool IsOn(bool isOurs, LogLevel level) =>
        level >= _least && (isOurs || level >= (_least == LogLevel.Debug ? LogLevel.Information : LogLevel.Warning)) && level != LogLevel.None;

    private static LogLevel LevelOf(LogDetail detail) => detail switch
    {
        LogDetail.Debug => LogLevel.Debug,
        LogDetail.Information => LogLevel.Information,
        LogDetail.Warning => LogLevel.Warning,
        _ => LogLevel.Error,
    };
}
