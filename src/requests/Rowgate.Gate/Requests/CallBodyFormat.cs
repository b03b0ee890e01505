namespace Rowgate.Gate.Requests;

/// <summary>How the body of a call is written down.</summary>
public enum CallBodyFormat
{
    /// <summary>A JSON object whose members are the arguments; an empty body is one without members.</summary>
    Json,

    /// <summary>Comma-separated values; the first row behind the header line holds the arguments.</summary>
    Csv,

    /// <summary><c>application/x-www-form-urlencoded</c>: the fields are the arguments.</summary>
    Form,

    /// <summary>Text: the one argument of a function whose only parameter has no name.</summary>
    Text,

    /// <summary>XML, likewise.</summary>
    Xml,

    /// <summary>Bytes, likewise.</summary>
    Bytes,
}
