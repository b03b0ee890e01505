using System.Reflection;
using Npgsql;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>Makes the driver forget a statement that it takes for prepared though it never learned what it returns: see
/// <see cref="ProvenStatements"/>.</summary>
/// <remarks>For connections of a request's own, where nothing else is under way. What the driver does after "cached plan must not
/// change result type" is what is needed here too: the statement is prepared anew. Only its own code may ask for that.</remarks>
internal static class HalfPrepared
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly PropertyInfo? Statement = typeof(NpgsqlBatchCommand).GetProperty("PreparedStatement", Hidden);
    private static readonly PropertyInfo? Description = Statement?.PropertyType.GetProperty("Description", Hidden);
    private static readonly PropertyInfo? State = Statement?.PropertyType.GetProperty("State", Hidden);
    private static readonly object? Invalidated = State is null ? null : Enum.Parse(State.PropertyType, "Invalidated");

    /// <summary>Looks at the statement that failed.</summary>
    public static void Forget(Exception cause)
    {
        if (cause is PostgresException { BatchCommand: NpgsqlBatchCommand command }
            && Statement?.GetValue(command) is { } prepared
            && Description?.GetValue(prepared) is null)
        {
            State?.SetValue(prepared, Invalidated);
        }
    }
}
