namespace Rowgate.Sqlite.Wal;

/// <summary>A place between two transactions in a WAL file.</summary>
/// <param name="Salt">The generation; zero before any was seen.</param>
/// <param name="Frames">How many frames of the generation come before.</param>
/// <param name="Checksum">The running checksum there.</param>
internal readonly record struct WalPosition(ulong Salt, long Frames, WalChecksum Checksum);
