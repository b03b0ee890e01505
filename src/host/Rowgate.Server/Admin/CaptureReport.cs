using Rowgate.Capture;
using Rowgate.Databases;
using Rowgate.PostgreSql.Capture;
using Rowgate.PostgreSql.Wal;

namespace Rowgate.Server.Admin;

/// <summary>Tells how capture is doing.</summary>
internal sealed class CaptureReport(CaptureLoop capture, IChangeSource changes, TimeProvider time)
{
    private readonly CaptureState _first = capture.State;

    /// <summary>The way of capture.</summary>
    public string Mode => changes.Mode;

    /// <summary>True when every change gets into the journal.</summary>
    public bool IsRunning => capture.State.IsRunning;

    /// <summary><c>starting</c>, <c>running</c>, or <c>waiting</c> for a source or journal that cannot be used now.</summary>
    public string State => capture.State switch
    {
        { IsRunning: true } => "running",
        var state when ReferenceEquals(state, _first) => "starting",
        _ => "waiting",
    };

    /// <summary>How the replication slot is doing; null without one, and before it was looked at.</summary>
    public SlotHealth? Slot => (changes as ChosenChangeSource)?.Health;

    /// <summary>Why it is not running; null while it is.</summary>
    public string? Error => capture.State.Error;

    /// <summary>How old the newest change is that the journal may lack, in seconds.</summary>
    public double LagSeconds => capture.State.LagAt(time.GetUtcNow()).TotalSeconds;
}
