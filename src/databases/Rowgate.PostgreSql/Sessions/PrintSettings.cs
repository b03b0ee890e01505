using System.Collections.Immutable;
using Rowgate.Core.Catalog;

namespace Rowgate.PostgreSql.Sessions;

/// <summary>The settings of a session that decide how values look as text.</summary>
/// <remarks>Capture prints in UTC, and otherwise as the server does by default. Those who read see what their session says.</remarks>
internal static class PrintSettings
{
    private static readonly string[] Names = ["timezone", "intervalstyle", "bytea_output", "extra_float_digits"];

    /// <summary>True when one of them is among these settings.</summary>
    public static bool AreAmong(ImmutableArray<(string Name, string Value)> settings)
    {
        foreach (var (name, _) in settings)
        {
            if (Names.Contains(name, StringComparer.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>True when values of this type look the same whatever the settings are.</summary>
    public static bool DoNotMatterTo(ColumnType type) => type.Kind switch
    {
        ValueKind.Boolean or ValueKind.Integer or ValueKind.Decimal or ValueKind.Text or ValueKind.Date or ValueKind.Uuid or ValueKind.Json => true,
        ValueKind.Timestamp => type.Name.StartsWith("timestamp", StringComparison.Ordinal)
            && type.Name.EndsWith(" without time zone", StringComparison.Ordinal),
        _ => false,
    };
}
