namespace Rowgate.Core.Query.Syntax;

/// <summary>The operators of the URL grammar, named as they are written there.</summary>
/// <remarks>Source: https://docs.postgrest.org/en/stable/references/api/tables_views.html#operators</remarks>
public enum ComparisonOperator
{
    /// <summary>Equal.</summary>
    Eq,

    /// <summary>Not equal.</summary>
    Neq,

    /// <summary>Greater.</summary>
    Gt,

    /// <summary>Greater or equal.</summary>
    Gte,

    /// <summary>Less.</summary>
    Lt,

    /// <summary>Less or equal.</summary>
    Lte,

    /// <summary>LIKE, case matters; <c>*</c> stands for any text.</summary>
    Like,

    /// <summary>LIKE without regard to case.</summary>
    ILike,

    /// <summary>Regular expression, case matters.</summary>
    Match,

    /// <summary>Regular expression without regard to case.</summary>
    IMatch,

    /// <summary>One of a list.</summary>
    In,

    /// <summary>IS null, not_null, true, false or unknown.</summary>
    Is,

    /// <summary>IS DISTINCT FROM: unequal, where null equals null.</summary>
    IsDistinct,

    /// <summary>Contains (arrays, ranges, JSON).</summary>
    Cs,

    /// <summary>Is contained in.</summary>
    Cd,

    /// <summary>Overlaps.</summary>
    Ov,

    /// <summary>Range strictly left of.</summary>
    Sl,

    /// <summary>Range strictly right of.</summary>
    Sr,

    /// <summary>Range does not extend to the right of.</summary>
    Nxr,

    /// <summary>Range does not extend to the left of.</summary>
    Nxl,

    /// <summary>Range is adjacent to.</summary>
    Adj,

    /// <summary>Full text, <c>to_tsquery</c>.</summary>
    Fts,

    /// <summary>Full text, <c>plainto_tsquery</c>.</summary>
    Plfts,

    /// <summary>Full text, <c>phraseto_tsquery</c>.</summary>
    Phfts,

    /// <summary>Full text, <c>websearch_to_tsquery</c>.</summary>
    Wfts,
}
