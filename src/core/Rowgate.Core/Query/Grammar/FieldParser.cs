using Rowgate.Core.Query.Syntax;

namespace Rowgate.Core.Query.Grammar;

/// <summary>A column with an optional JSON path.</summary>
internal static class FieldParser
{
    /// <summary>The field, with blanks around it.</summary>
    public static FieldPath? Parse(ref Cursor cursor)
    {
        cursor.SkipBlanks();
        return NameParser.Parse(ref cursor) is { } column ? ParsePath(ref cursor, column) : null;
    }

    /// <summary>The path behind a column that was already read.</summary>
    public static FieldPath? ParsePath(ref Cursor cursor, string column)
    {
        if (JsonPathParser.Parse(ref cursor) is not { } path)
            return null;
        cursor.SkipBlanks();
        return new(column, path);
    }
}
