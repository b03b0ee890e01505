namespace Rowgate.Live.Events;

/// <summary>What a change did to the result of a query.</summary>
internal enum ChangeOperation
{
    /// <summary>The row is in the result now.</summary>
    Enter,

    /// <summary>It still is, with other values.</summary>
    Change,

    /// <summary>It no longer is.</summary>
    Leave,
}
