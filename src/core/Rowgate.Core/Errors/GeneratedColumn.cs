namespace Rowgate.Core.Errors;

/// <summary>Refuses values for columns whose values the database makes, in the words of PostgreSQL.</summary>
public static class GeneratedColumn
{
    /// <summary>Refuses a value.</summary>
    /// <param name="column">The name of the column.</param>
    /// <param name="isUpdate">True when a row that is there would get it.</param>
    public static Refusal Refuse(string column, bool isUpdate) =>
        new(
            RefusalCode.GeneratedColumn,
            isUpdate
                ? $"column \"{column}\" can only be updated to DEFAULT"
                : $"cannot insert a non-DEFAULT value into column \"{column}\"",
            $"The database makes the values of column \"{column}\".",
            "Leave it out of the body, or name the other columns with 'columns'.");
}
