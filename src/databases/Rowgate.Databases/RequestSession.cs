namespace Rowgate.Databases;

/// <summary>On whose behalf and for which request a database works.</summary>
/// <param name="Role">The database role whose rights hold; null for those of Rowgate's own connection.</param>
/// <param name="IsAnonymous">True when the caller did not say who it is, which decides between 401 and 403.</param>
public sealed record RequestSession(string? Role, bool IsAnonymous)
{
    /// <summary>Rowgate's own work: no request, no role.</summary>
    public static readonly RequestSession Own = new(null, IsAnonymous: false);

    /// <summary>The claims of the caller's token with the effective role, as a JSON object; null when there are none to tell.</summary>
    public string? Claims { get; init; }

    /// <summary>The schema that the request means; null for the default one.</summary>
    public string? Schema { get; init; }

    /// <summary>The time zone asked for, by its IANA name; null for the database's own.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The request, for SQL that wants to see it; null when there is none.</summary>
    public RequestFacts? Facts { get; init; }
}
