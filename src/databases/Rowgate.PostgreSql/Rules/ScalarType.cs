namespace Rowgate.PostgreSql.Rules;

/// <summary>The types whose comparisons are known in process.</summary>
internal enum ScalarType
{
    /// <summary>Any other: only the database compares it.</summary>
    Unknown,

    /// <summary>A type that is only ever looked at for null: it has no fields, so it is null as a whole.</summary>
    Opaque,
    Boolean,
    Integer,
    Numeric,
    Real,
    Double,
    Text,

    /// <summary>Text whose trailing spaces do not count.</summary>
    PaddedText,
    Uuid,
    Bytes,
    Date,
    Time,
    Timestamp,
    ZonedTimestamp,
    Json,
    Jsonb,
    Enumeration,
    Array,
}
