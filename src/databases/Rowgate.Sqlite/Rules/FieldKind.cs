using Rowgate.Core.Catalog;
using Rowgate.Core.Query.Plans;

namespace Rowgate.Sqlite.Rules;

/// <summary>What a field is compared as.</summary>
/// <param name="Kind">The family of its values; <see cref="ValueKind.Json"/> behind <c>-&gt;</c>, text behind <c>-&gt;&gt;</c>.</param>
/// <param name="HasPath">True when the field leads into a JSON document.</param>
internal readonly record struct FieldKind(ValueKind Kind, bool HasPath)
{
    /// <summary>The name of the type in PostgreSQL, for messages.</summary>
    public string TypeName => Kind switch
    {
        ValueKind.Boolean => "boolean",
        ValueKind.Integer => "integer",
        ValueKind.Decimal => "numeric",
        ValueKind.Float => "double precision",
        ValueKind.Bytes => "bytea",
        ValueKind.Date => "date",
        ValueKind.Time => "time",
        ValueKind.Timestamp => "timestamp",
        ValueKind.Json => "jsonb",
        ValueKind.Uuid => "uuid",
        _ => "text",
    };

    public static FieldKind Of(BoundField field) =>
        field.Path.IsEmpty
            ? new(field.Column.Type.Kind, false)
            : new(field.Path[^1].AsText ? ValueKind.Text : ValueKind.Json, true);
}
