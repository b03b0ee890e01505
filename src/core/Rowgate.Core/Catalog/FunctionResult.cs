namespace Rowgate.Core.Catalog;

/// <summary>What a function returns.</summary>
/// <param name="IsSet">True for any number of rows, false for exactly one.</param>
/// <param name="Type">The type of a value; null when it returns rows with columns, or nothing.</param>
/// <param name="Rows">The columns of a returned row: a known relation (with its relationships), or an unnamed one made of
/// OUT parameters, <c>RETURNS TABLE</c> or a composite type; null when it returns a value or nothing. An untyped
/// <c>record</c> has no columns.</param>
public sealed record FunctionResult(bool IsSet, ColumnType? Type, Relation? Rows)
{
    /// <summary>True for a function that returns nothing.</summary>
    public bool IsVoid => Type is null && Rows is null;
}
