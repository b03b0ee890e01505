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

        | option | setting | what differs |
        |---|---|---|

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
            page.Append(" | ").Append(option.Note).Append(" |\n");
        }

        return page.ToString();
    }
}
