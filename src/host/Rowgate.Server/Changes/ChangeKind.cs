using Rowgate.Core.Changes;

namespace Rowgate.Server.Changes;

/// <summary>The words for what a change did: <c>insert</c>, <c>update</c>, <c>delete</c>, <c>truncate</c>, <c>read</c>,
/// <c>message</c>, <c>schema</c>, <c>gap</c>.</summary>
public static class ChangeKind
{
    /// <summary>All words.</summary>
    public static IReadOnlyList<string> All { get; } = ["insert", "update", "delete", "truncate", "read", "message", "schema", "gap"];

    /// <summary>The word for a change.</summary>
    public static string Of(Change change) => change switch
    {
        RowInserted => "insert",
        RowUpdated => "update",
        RowDeleted => "delete",
        TableTruncated => "truncate",
        RowRead => "read",
        LogicalMessage => "message",
        SchemaChanged => "schema",
        CaptureGap => "gap",
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
    };
}
