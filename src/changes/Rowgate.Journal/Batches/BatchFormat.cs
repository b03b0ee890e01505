namespace Rowgate.Journal.Batches;

/// <summary>The constants of the byte layout; docs/formats/journal.md draws it.</summary>
internal static class BatchFormat
{
    public const byte Version = 1;

    // Version, checksum.
    public const int ChecksumAt = 1;
    public const int CheckedFrom = 5;

    public const byte IsLast = 1;
    public const byte HasOrigin = 2;
    public const byte HasActor = 4;

    public const byte Inserted = 1;
    public const byte Updated = 2;
    public const byte Deleted = 3;
    public const byte Truncated = 4;
    public const byte Read = 5;
    public const byte Message = 6;
    public const byte Schema = 7;
    public const byte Gap = 8;

    public const byte HasBefore = 1;
    public const byte HasAfter = 2;
}
