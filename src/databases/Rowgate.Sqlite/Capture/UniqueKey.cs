using System.Collections.Immutable;

namespace Rowgate.Sqlite.Capture;

/// <summary>What a unique index keeps apart: a new row that is equal in all terms replaces the old one on REPLACE.</summary>
/// <param name="Terms">The columns or expressions of the index, in its order.</param>
/// <param name="Where">The condition of a partial index as SQL; null for a whole one.</param>
internal sealed record UniqueKey(ImmutableArray<UniqueTerm> Terms, string? Where)
{
    /// <summary>A text that differs for different keys.</summary>
    public string Signature =>
        string.Join(", ", Terms.Select(term => $"{term.Sql} {term.Collation}")) + (Where is null ? "" : $" WHERE {Where}");
}

/// <summary>One term of a unique index.</summary>
/// <param name="Sql">A quoted column, or an expression over columns.</param>
/// <param name="Collation">The collation the index compares by; null when the expression says it itself.</param>
/// <param name="Column">The column's name; null for an expression.</param>
internal sealed record UniqueTerm(string Sql, string? Collation, string? Column);
