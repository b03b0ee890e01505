using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Gate.Requests;

namespace Rowgate.Gate.Planning;

/// <summary>Tells whether a relation can be written at all.</summary>
internal static class Writability
{
    /// <summary>Null when the relation can be written in this way.</summary>
    public static Refusal? Check(Relation target, WriteKind kind)
    {
        var (possible, action) = kind switch
        {
            WriteKind.Insert => (target.IsInsertable, "insert into"),
            WriteKind.Put => (target.IsInsertable && target.IsUpdatable, "put into"),
            WriteKind.Update => (target.IsUpdatable, "update"),
            _ => (target.IsDeletable, "delete from"),
        };
        return possible
            ? null
            : new Refusal(
                RefusalCode.NotWritable,
                $"Cannot {action} {target.Name.Name}",
                $"The {target.Kind.ToString().ToLowerInvariant()} {target.Name} is read-only.",
                target.Kind == RelationKind.View ? "Write to the tables under the view, or give it INSTEAD OF triggers." : null);
    }
}
