using Rowgate.Core.Query.Evaluation;
using Rowgate.Server.Options;
using Rowgate.Sqlite.Rules;

namespace Rowgate.Server.Sources;

/// <summary>How the values of a source compare, for those who look at its changes without opening it.</summary>
public static class SourceRules
{
    /// <summary>The rules of a source.</summary>
    /// <param name="address">Where it is; null for the sample.</param>
    public static ValueRules Of(SourceAddress? address) => address is PostgresSource ? PostgresParts.Rules : SqliteRules.Instance;
}
