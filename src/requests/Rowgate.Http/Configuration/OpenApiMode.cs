namespace Rowgate.Http.Configuration;

/// <summary>What the OpenAPI document shows.</summary>
public enum OpenApiMode
{
    /// <summary>What the role that asks may use.</summary>
    FollowPrivileges,

    /// <summary>Everything that is served.</summary>
    IgnorePrivileges,

    /// <summary>There is none: the root answers 404.</summary>
    Disabled,
}
