namespace Rowgate.Live.Snapshots;

/// <summary>What reading a snapshot needs to know.</summary>
/// <param name="WaitMax">How long to wait for capture to bring what was read.</param>
/// <param name="PauseMax">How long the reader of a large snapshot may take to come for more of it.</param>
/// <param name="TimeMax">How long the read of a large snapshot may last in all.</param>
/// <param name="Time">The clock to wait by.</param>
internal sealed record SnapshotSettings(TimeSpan WaitMax, TimeSpan PauseMax, TimeSpan TimeMax, TimeProvider Time);
