namespace Rowgate.Databases;

/// <summary>What the bytes of a result are.</summary>
public enum RowRendering
{
    /// <summary>JSON: an object for each row, or a value for each row of a function that returns values.</summary>
    Json,

    /// <summary>JSON as <see cref="Json"/>, with the members left out, at any depth, that are null.</summary>
    StrippedJson,

    /// <summary>CSV lines in the database's own text form, the first of them the header, with a line feed between them. A
    /// database that cannot leaves it to the front: see <see cref="IDatabase.Renders"/>.</summary>
    Csv,

    /// <summary>One GeoJSON FeatureCollection, as a single row.</summary>
    GeoJson,

    /// <summary>The bytes that a handler of the schema makes, as a single row.</summary>
    Handler,

    /// <summary>The row images that capture would make: an array of the values for each row. Only for plain columns of a
    /// relation, read with a mark.</summary>
    Image,

    /// <summary>How the statement would run instead of what it gives, as a single row (<see cref="ReadOptions.Explain"/>). What
    /// an analysed write or call changes is undone.</summary>
    Plan,
}
