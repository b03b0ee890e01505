using System.Text;

namespace Rowgate.Server.Postgrest;

/// <summary>The reference of PostgREST's options beside Rowgate's settings, in Markdown.</summary>
public static class PostgrestPage
{
    private const string Introduction =
        """
        # PostgREST's options, and what they are here

        <!-- Written by `rowgate config postgrest`; a test keeps it in step. Change `src/host/Rowgate.Server/Postgrest/PostgrestOptionTable.cs` instead. -->

        `rowgate init --from-postgrest postgrest.conf` takes a configuration over, with the `PGRST_*` variables of the environment;
        see [the guide](../guide/from-postgrest.md). Each setting is described in [configuration.md](configuration.md).

        Options with a mark in the third column may also be kept in the database, when `database.config` is on:
        `ALTER ROLE authenticator SET pgrst.db_schemas = 'api'`, with `IN DATABASE shop` for one database alone, or by a function
        (`database.pre-config`). They win over the file and the environment, and are read again with the configuration. What cannot
        change while the server runs is told in the log then, and needs a restart.

        | option | setting | in the database | what differs |
        |---|---|---|---|

        """;

    /// <summary>The page as text.</summary>
    public static string Write()
    {
        var page = new StringBuilder(Introduction);
        foreach (var option in PostgrestOptionTable.All)
        {
            page.Append("| `").Append(option.Name).Append('`');
            foreach (var alias in option.Aliases)
                page.Append(", `").Append(alias).Append('`');
            page.Append(" | ").Append(option.Setting is { } path ? $"`{path}`" : "none");
            page.Append(" | ").Append(option.IsStored ? $"`pgrst.{option.StoredName}`" : "");
            page.Append(" | ").Append(option.Note).Append(" |\n");
        }

        return page.ToString();
    }
}
