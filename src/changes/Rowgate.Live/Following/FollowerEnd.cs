namespace Rowgate.Live.Following;

/// <summary>Why a follower gets no more events.</summary>
internal enum FollowerEnd
{
    /// <summary>It still does.</summary>
    None,

    /// <summary>Its buffer overran, and was dropped.</summary>
    Lagged,

    /// <summary>Its query must be bound and read again, after the events that are buffered.</summary>
    Restart,

    /// <summary>Its query cannot go on.</summary>
    Refused,
}
