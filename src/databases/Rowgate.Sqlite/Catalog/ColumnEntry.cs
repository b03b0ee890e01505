using Rowgate.Core.Catalog;
using Rowgate.Sqlite.Values;

namespace Rowgate.Sqlite.Catalog;

/// <summary>A row of <c>PRAGMA table_xinfo</c> with its collation.</summary>
/// <remarks><c>KeyIndex</c> is the place in the primary key from one; zero when the column is not in it.</remarks>
internal sealed record ColumnEntry(
    string Name, int Ordinal, string TypeName, bool IsNotNull, string? Default, int KeyIndex, bool IsGenerated, string? Collation)
{
    public Column ToColumn(UniqueKeys keys, bool hasRowId) => new()
    {
        Name = Name,
        Ordinal = Ordinal,
        Type = new(TypeName, DeclaredType.KindOf(TypeName), Collation),
        IsNotNull = IsNotNull || IsKeyWithoutNulls(keys, hasRowId),
        DefaultExpression = Default,
        IsGenerated = IsGenerated,
    };

    // SQLite lets null into a primary key, unless it is the rowid or the table has none.
    private bool IsKeyWithoutNulls(UniqueKeys keys, bool hasRowId) =>
        KeyIndex > 0
        && (!hasRowId || (keys.Primary.Length == 1 && !keys.PrimaryHasIndex && TypeName.Equals("INTEGER", StringComparison.OrdinalIgnoreCase)));
}
