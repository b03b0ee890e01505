namespace Rowgate.Databases;

/// <summary>How to learn how many rows match.</summary>
public enum CountMethod
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By counting.</summary>
    Exact,

    /// <summary>From the planner's estimate; by counting where there is none.</summary>
    Planned,

    /// <summary>By counting up to the limit of rows, from the planner's estimate beyond.</summary>
    Estimated,
}
