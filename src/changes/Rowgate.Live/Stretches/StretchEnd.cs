namespace Rowgate.Live.Stretches;

/// <summary>Why a stretch ended.</summary>
internal enum StretchEnd
{
    /// <summary>The query must be bound and read again: a table changed its shape, or was emptied without images.</summary>
    Restart,

    /// <summary>The reader was too slow.</summary>
    Lagged,

    /// <summary>The query cannot go on.</summary>
    Refused,
}
