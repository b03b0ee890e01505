namespace Rowgate.Gate.Requests;

/// <summary>How the rows of a write are written down.</summary>
public enum BodyFormat
{
    /// <summary>A JSON object, or an array of them.</summary>
    Json,

    /// <summary>Comma-separated values with a header line; <c>NULL</c> is null, every other value is a string.</summary>
    Csv,

    /// <summary><c>application/x-www-form-urlencoded</c>: one row of strings.</summary>
    Form,

    /// <summary>A JSON object on each line.</summary>
    NdJson,
}
