namespace Rowgate.PostgreSql.Sessions;

/// <summary>Marks a transaction as one whose DDL changes nothing that is served, so that nobody is told of it.</summary>
/// <remarks>Capture alters every table when it begins. Were that told, the schema would be read again all the while.</remarks>
internal static class SchemaSilence
{
    /// <summary>The setting that our event triggers look at.</summary>
    public const string Setting = "rowgate.silence";

    /// <summary>Marks the transaction at hand, and has it wait three seconds for a lock: rather later than in everybody's way.</summary>
    public const string Begin = $"SELECT pg_catalog.set_config('{Setting}', 'on', true), pg_catalog.set_config('lock_timeout', '3000', true)";
}
