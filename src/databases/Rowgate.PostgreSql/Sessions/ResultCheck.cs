using Rowgate.Core.Errors;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>Compares the number of rows with what the request allows.</summary>
internal static class ResultCheck
{
    /// <summary>Why the rows are too many or too few; null when they are not.</summary>
    public static Refusal? Refuse(long rows, bool isSingular, long? affectedMax)
    {
        if (isSingular && rows != 1)
        {
            return new(
                RefusalCode.NotSingular,
                "Cannot coerce the result to a single JSON object",
                $"The result contains {rows} rows");
        }

        return rows > affectedMax
            ? new(
                RefusalCode.TooManyAffected,
                "Query result exceeds max-affected preference constraint",
                $"The query affects {rows} rows")
            : null;
    }
}
