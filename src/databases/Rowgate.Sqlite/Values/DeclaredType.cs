using Rowgate.Core.Catalog;

namespace Rowgate.Sqlite.Values;

/// <summary>What a declared type means.</summary>
internal static class DeclaredType
{
    private static readonly (string Part, ValueKind Kind)[] Rules =
    [
        // SQLite's own rules of affinity come first and in its order, so that the kind never contradicts what is stored.
        ("INT", ValueKind.Integer),
        ("CHAR", ValueKind.Text),
        ("CLOB", ValueKind.Text),
        ("TEXT", ValueKind.Text),
        ("BLOB", ValueKind.Bytes),
        ("REAL", ValueKind.Float),
        ("FLOA", ValueKind.Float),
        ("DOUB", ValueKind.Float),

        // What is left has NUMERIC affinity: whatever looks like a number becomes one, everything else stays.
        ("BOOL", ValueKind.Boolean),
        ("JSON", ValueKind.Json),
        ("UUID", ValueKind.Uuid),
        ("GUID", ValueKind.Uuid),
        ("DATETIME", ValueKind.Timestamp),
        ("TIMESTAMP", ValueKind.Timestamp),
        ("DATE", ValueKind.Date),
        ("TIME", ValueKind.Time),
        ("DEC", ValueKind.Decimal),
        ("NUM", ValueKind.Decimal),
    ];

    /// <summary>The family of a declared type.</summary>
    /// <param name="name">As in CREATE TABLE, such as <c>VARCHAR(20)</c>; empty for none.</param>
    public static ValueKind KindOf(string name)
    {
        foreach (var (part, kind) in Rules)
        {
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase))
                return kind;
        }

        return ValueKind.Any;
    }
}
