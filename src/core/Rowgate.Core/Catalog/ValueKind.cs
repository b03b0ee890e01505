namespace Rowgate.Core.Catalog;

/// <summary>The family a column's type belongs to: decides how text is read as a value and how values compare.</summary>
public enum ValueKind
{
    /// <summary>Any value: the column declares no type, or one that no family claims.</summary>
    Any,

    /// <summary>Truth values; JSON <c>true</c> and <c>false</c>.</summary>
    Boolean,

    /// <summary>Whole numbers; JSON numbers without fraction.</summary>
    Integer,

    /// <summary>Exact decimals; JSON numbers whose digits are kept verbatim.</summary>
    Decimal,

    /// <summary>Binary floating point; JSON numbers, or <c>"NaN"</c>, <c>"Infinity"</c>, <c>"-Infinity"</c>.</summary>
    Float,

    /// <summary>Text; JSON strings.</summary>
    Text,

    /// <summary>Bytes; JSON strings of the form <c>"\\x00ff"</c>.</summary>
    Bytes,

    /// <summary>Calendar dates; JSON strings.</summary>
    Date,

    /// <summary>Times of day; JSON strings.</summary>
    Time,

    /// <summary>Points in time; JSON strings, ISO 8601 with <c>T</c>.</summary>
    Timestamp,

    /// <summary>JSON documents; nested as they are.</summary>
    Json,

    /// <summary>UUIDs; JSON strings.</summary>
    Uuid,

    /// <summary>Arrays; JSON arrays.</summary>
    Array,
}
