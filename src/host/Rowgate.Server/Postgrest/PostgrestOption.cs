using System.Collections.Immutable;

namespace Rowgate.Server.Postgrest;

/// <summary>An option of PostgREST, and what it is here.</summary>
/// <param name="Name">Its name in <c>postgrest.conf</c>.</param>
/// <param name="Setting">The path of the setting that does the same; null when there is none.</param>
/// <param name="Note">What differs, or why there is none; empty when nothing does.</param>
internal sealed record PostgrestOption(string Name, string? Setting, string Note = "")
{
    /// <summary>Older names.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>PostgREST's default as text, where Rowgate's is another one; null when they are the same.</summary>
    public string? Default { get; init; }

    /// <summary>Gives a value the form of the setting; null for one that means the setting's default.</summary>
    public Func<string, string?> Convert { get; init; } = value => value;

    /// <summary>True when the database may keep it, for <c>db-config</c>.</summary>
    public bool IsStored { get; init; }

    /// <summary>Its name in the database, behind <c>pgrst.</c>: <c>db_anon_role</c>.</summary>
    public string StoredName => Name.Replace('-', '_');

    /// <summary>The environment variable: <c>PGRST_DB_ANON_ROLE</c>.</summary>
    public string Variable => "PGRST_" + Name.Replace('-', '_').ToUpperInvariant();
}
