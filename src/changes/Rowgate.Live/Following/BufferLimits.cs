namespace Rowgate.Live.Following;

/// <summary>How much may wait for one follower.</summary>
/// <param name="Events">How many events.</param>
/// <param name="Bytes">How many bytes of data they may have together.</param>
internal sealed record BufferLimits(int Events, long Bytes);
