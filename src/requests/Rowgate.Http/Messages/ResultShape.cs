namespace Rowgate.Http.Messages;

/// <summary>In which form rows are sent.</summary>
internal enum ResultShape
{
    /// <summary>A JSON array of objects.</summary>
    Array,

    /// <summary>One JSON object; any other number of rows than one is refused.</summary>
    Object,

    /// <summary>One JSON value: what a function returns that returns no set.</summary>
    Value,

    /// <summary>CSV.</summary>
    Csv,

    /// <summary>One document that the database renders whole.</summary>
    Document,

    /// <summary>A live query as server-sent events.</summary>
    EventStream,
}
