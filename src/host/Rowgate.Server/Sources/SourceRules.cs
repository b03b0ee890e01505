using Rowgate.Core.Query.Evaluation;
using Rowgate.Sqlite.Rules;

namespace Rowgate.Server.Sources;

/// <summary>How the values of a source compare, for those who look at its changes without opening it.</summary>
public static class SourceRules
{
    /// <summary>The rules of the one kind of database that this version serves.</summary>
    public static ValueRules Default => SqliteRules.Instance;
}
