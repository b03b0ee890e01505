namespace Rowgate.Http.Messages;

/// <summary>The kinds of preferences that a request was able to honour.</summary>
[Flags]
internal enum AppliedPreferences
{
    /// <summary>Only <c>handling</c>, which every request honours.</summary>
    None = 0,

    /// <summary><c>resolution</c>.</summary>
    Resolution = 1,

    /// <summary><c>missing</c>.</summary>
    Missing = 2,

    /// <summary><c>return</c>.</summary>
    Return = 4,

    /// <summary><c>count</c>.</summary>
    Count = 8,

    /// <summary><c>tx</c>.</summary>
    Transaction = 16,

    /// <summary><c>max-affected</c>.</summary>
    AffectedMax = 32,

    /// <summary><c>wait</c>.</summary>
    Wait = 64,

    /// <summary><c>timezone</c>.</summary>
    TimeZone = 128,
}
