using System.Text.Json;
using Microsoft.Extensions.Logging;
using Rowgate.Databases;
using Rowgate.Server.Logging;
using Rowgate.Server.Options;

namespace Rowgate.Server.Tests.Logging;

public sealed class LogLineTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 21, 10, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void Text_is_one_line_with_the_cause_and_its_hint()
    {
        var cause = new DatabaseException("The file is\nlocked.", "Wait.", isTransient: true);

        var line = LogLine.Text(new(Time, LogLevel.Warning, "CaptureLoop", 4503, "Capture stopped", cause, null));

        Assert.EndsWith(" warn  CaptureLoop: Capture stopped | The file is locked. (Wait.)", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void Json_has_every_value_by_name()
    {
        var line = LogLine.Json(new(
            Time, LogLevel.Information, "Reloader", 1201, "It is 5 now", null, [new("SettingPath", "a.b"), new("Count", 5), new("{OriginalFormat}", "…")]));

        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal("2026-11-21T10:00:00.123Z", json.GetProperty("time").GetString());
        Assert.Equal("info", json.GetProperty("level").GetString());
        Assert.Equal(1201, json.GetProperty("id").GetInt32());
        Assert.Equal("a.b", json.GetProperty("setting_path").GetString());
        Assert.Equal("5", json.GetProperty("count").GetString());
        Assert.Equal(7, json.EnumerateObject().Count());
    }

    [Fact]
    public void The_level_can_be_changed_and_the_framework_is_quieter_than_we_are()
    {
        var level = new LogLevelSwitch(LogDetail.Information);
        Assert.True(level.IsOn(isOurs: true, LogLevel.Information));
        Assert.False(level.IsOn(isOurs: false, LogLevel.Information));
        Assert.True(level.IsOn(isOurs: false, LogLevel.Warning));

        level.Set(LogDetail.Error);

        Assert.False(level.IsOn(isOurs: true, LogLevel.Warning));
        Assert.True(level.IsOn(isOurs: true, LogLevel.Error));
    }
}
