namespace Rowgate.Core.Query.Syntax;

/// <summary>One item of a select list as written.</summary>
/// <remarks>Closed: the only cases are the records beside it.</remarks>
public abstract record SelectItem
{
    private protected SelectItem() { }
}

/// <summary><c>*</c>: every column.</summary>
public sealed record SelectAll : SelectItem;

/// <summary><c>alias:column-&gt;path::cast</c>.</summary>
/// <param name="Field">The column or JSON path.</param>
/// <param name="Alias">The output name; null when none was written.</param>
/// <param name="Cast">The type to cast to; null for none.</param>
public sealed record SelectField(FieldPath Field, string? Alias, string? Cast) : SelectItem;

/// <summary><c>alias:column::cast.sum()::cast</c>, or <c>count()</c>.</summary>
/// <param name="Function">The function.</param>
/// <param name="Field">What is aggregated; null for <c>count()</c> of rows.</param>
/// <param name="Alias">The output name; null when none was written.</param>
/// <param name="InputCast">The type each value is cast to before; null for none.</param>
/// <param name="OutputCast">The type the result is cast to; null for none.</param>
public sealed record SelectAggregate(
    AggregateFunction Function, FieldPath? Field, string? Alias, string? InputCast, string? OutputCast) : SelectItem;

/// <summary><c>alias:relation!hint!inner(…)</c>, or <c>...relation(…)</c>.</summary>
/// <param name="Relation">The name of a relation, foreign key or column, as written.</param>
/// <param name="Alias">The output name; null when none was written. Never with a spread.</param>
/// <param name="Hint">What tells two relationships apart; null for none.</param>
/// <param name="Join">Whether parents without a row stay.</param>
/// <param name="IsSpread">True when the embedded columns are lifted into the parent.</param>
/// <param name="Query">Select list, filters, order and limits of the embedded relation. The select list is empty
/// for <c>relation()</c>, which joins and filters without output.</param>
public sealed record SelectEmbed(
    string Relation, string? Alias, string? Hint, JoinKind Join, bool IsSpread, TableQuery Query) : SelectItem
{
    /// <summary>The key in the parent's object.</summary>
    public string Name => Alias ?? Relation;
}
